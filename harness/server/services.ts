/**
 * The services on the wire: which client module has the schemas, which protocol it speaks, and how requests name it.
 * This table is all that a service adds.
 */
import type { Service } from '../../model/call.ts';
import { awsJson } from './protocols/awsJson.ts';
import { awsQuery, ec2Query } from './protocols/awsQuery.ts';
import type { Protocol, ProtocolMaker, WireSettings } from './protocols/protocol.ts';
import { restJson } from './protocols/restJson.ts';
import { restXml } from './protocols/restXml.ts';
import { schemasOf } from './protocols/schema.ts';

/** A service on the wire. Its key is its name in signatures and hosts, too. */
interface WireService extends WireSettings {
  readonly client: () => Promise<object>;
  readonly protocol: ProtocolMaker;
  /** The API version that Query requests name. */
  readonly version?: string;
}

const rows = {
  kms: { client: () => import('@aws-sdk/client-kms'), protocol: awsJson, target: 'TrentService' },
  cloudtrail: {
    client: () => import('@aws-sdk/client-cloudtrail'),
    protocol: awsJson,
    target: 'CloudTrail_20131101',
  },
  s3: {
    client: () => import('@aws-sdk/client-s3'),
    protocol: restXml,
    xmlNamespace: 'http://s3.amazonaws.com/doc/2006-03-01/',
  },
  ec2: {
    client: () => import('@aws-sdk/client-ec2'),
    protocol: ec2Query,
    xmlNamespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    version: '2016-11-15',
  },
  ebs: { client: () => import('@aws-sdk/client-ebs'), protocol: restJson },
  rds: {
    client: () => import('@aws-sdk/client-rds'),
    protocol: awsQuery,
    xmlNamespace: 'http://rds.amazonaws.com/doc/2014-10-31/',
    version: '2014-10-31',
  },
  redshift: {
    client: () => import('@aws-sdk/client-redshift'),
    protocol: awsQuery,
    xmlNamespace: 'http://redshift.amazonaws.com/doc/2012-12-01/',
    version: '2012-12-01',
  },
  iam: {
    client: () => import('@aws-sdk/client-iam'),
    protocol: awsQuery,
    xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    version: '2010-05-08',
  },
  sts: {
    client: () => import('@aws-sdk/client-sts'),
    protocol: awsQuery,
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    version: '2011-06-15',
  },
} as const satisfies Readonly<Record<string, WireService>>;

/** Names of the services that have a wire. */
export type WireServiceName = keyof typeof rows;

/** All of them, by name. */
export const wireServices: Readonly<Record<WireServiceName, WireService>> = rows;

/** Whether a text names a service on the wire. */
export const isWireService = (name: string): name is WireServiceName => Object.hasOwn(rows, name);

const loaded = new Map<WireServiceName, Protocol | Promise<Protocol>>();

/**
 * The protocol of a service. Its schemas are loaded on the first request, since they take tens of milliseconds; from then
 * on it is there at once.
 */
export function protocolOf(name: WireServiceName): Protocol | Promise<Protocol> {
  const known = loaded.get(name);
  if (known) return known;
  const loading = load(name);
  loaded.set(name, loading);
  return loading;
}

async function load(name: WireServiceName): Promise<Protocol> {
  const { client, protocol: make, ...settings } = wireServices[name];
  const protocol = make(schemasOf((await client()) as Readonly<Record<string, unknown>>), settings);
  loaded.set(name, protocol);
  return protocol;
}

/** The model's name of a service: the same. */
export const modelService = (name: WireServiceName): Service => name as Service;
