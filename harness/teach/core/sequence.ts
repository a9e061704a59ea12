/** A world's trail as a Mermaid sequence diagram: who asked whom for what, and what was refused. */
import type { TrailEntry } from '../../../model/trail.ts';
import type { World } from '../../../model/world.ts';
import { whoOf } from './trail.ts';

const SERVICES: Readonly<Record<string, string>> = {
  kms: 'KMS',
  s3: 'S3',
  ec2: 'EC2',
  ebs: 'EBS',
  rds: 'RDS',
  redshift: 'Redshift',
  cloudtrail: 'CloudTrail',
  iam: 'IAM',
  sts: 'STS',
};

/** The text of a Mermaid sequenceDiagram. */
export function sequenceDiagram(world: World): string {
  const names = new Map<string, string>();
  const nameOf = (label: string): string => {
    const known = names.get(label);
    if (known) return known;
    const name = `P${names.size + 1}`;
    names.set(label, name);
    return name;
  };
  const lines: string[] = [];
  for (const [, entry] of world.trail.entries()) {
    const from = nameOf(askerOf(entry));
    const to = nameOf(SERVICES[entry.service] ?? entry.service);
    const arrow = entry.errorCode === undefined ? '->>' : '-x';
    const came = entry.errorCode === undefined ? '' : ` (${entry.errorCode})`;
    lines.push(`  ${from}${arrow}${to}: ${entry.eventName}${came}`);
  }
  const participants = [...names].map(([label, name]) => `  participant ${name} as ${label.replaceAll(/[;#]/g, ' ')}`);
  return ['sequenceDiagram', ...participants, ...lines, ''].join('\n');
}

/** Who makes the call in the picture: a service that acts for somebody is the service. */
function askerOf(entry: TrailEntry): string {
  const via = entry.caller?.via?.service ?? /^([a-z0-9-]+)\.amazonaws\.com$/.exec(entry.caller?.principal ?? '')?.[1];
  if (via) return SERVICES[via] ?? via;
  if (entry.caller?.inScopeOf) return 'EC2 host';
  return whoOf(entry);
}
