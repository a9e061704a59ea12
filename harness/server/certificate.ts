/**
 * A self-made certificate for `--tls`: P-256, one year, for localhost, its subdomains and the loopback addresses. It is
 * its own authority, so that a client trusts it by `AWS_CA_BUNDLE`. RFC 5280.
 */
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  bitString,
  contextTag,
  element,
  integer,
  objectIdentifier,
  octetString,
  sequence,
} from '../../model/crypto/der.ts';
import { compactTime } from '../../model/time.ts';

/** A key and its certificate, as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const SET = 0x31;
const UTF8_STRING = 0x0c;
const GENERALIZED_TIME = 0x18;
const BOOLEAN = 0x01;
const YES = element(BOOLEAN, Uint8Array.of(0xff));
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

const name = (text: string): Uint8Array =>
  sequence(element(SET, sequence(objectIdentifier('2.5.4.3'), element(UTF8_STRING, ascii(text)))));

/** `20260105090000Z`. */
const time = (atMs: number): Uint8Array => element(GENERALIZED_TIME, ascii(compactTime(atMs).replace('T', '')));

const DNS_NAMES = ['localhost', '*.localhost', '*.s3.localhost'];
const ADDRESSES = [Uint8Array.of(127, 0, 0, 1), Uint8Array.of(...new Array(15).fill(0), 1)];

const alternativeNames = (): Uint8Array =>
  sequence(
    ...DNS_NAMES.map((host) => element(contextTag(2, false), ascii(host))),
    ...ADDRESSES.map((address) => element(contextTag(7, false), address)),
  );

const extension = (id: string, value: Uint8Array, critical = false): Uint8Array =>
  sequence(objectIdentifier(id), ...(critical ? [YES] : []), octetString(value));

function extensions(keyId: Uint8Array): Uint8Array {
  /** digitalSignature, keyCertSign. */
  const keyUsage = element(0x03, Uint8Array.of(2, 0b1000_0100));
  return element(
    contextTag(3, true),
    sequence(
      extension('2.5.29.19', sequence(YES), true),
      extension('2.5.29.15', keyUsage, true),
      extension('2.5.29.37', sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.14', octetString(keyId)),
      extension('2.5.29.17', alternativeNames()),
    ),
  );
}

const DAY_MS = 86_400_000;

/** Makes a new one, good from a day before `nowMs` (milliseconds since 1970). */
export function makeCertificate(nowMs: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicBytes = publicKey.export({ type: 'spki', format: 'der' });
  const issuer = name('keystate');
  const toSign = sequence(
    element(contextTag(0, true), integer(2n)),
    integer(BigInt(`0x${randomBytes(8).toString('hex')}`)),
    ECDSA_WITH_SHA256,
    issuer,
    sequence(time(nowMs - DAY_MS), time(nowMs + 365 * DAY_MS)),
    issuer,
    publicBytes,
    extensions(createHash('sha1').update(publicBytes).digest()),
  );
  const signature = createSign('sha256').update(toSign).sign(privateKey);
  const der = sequence(toSign, ECDSA_WITH_SHA256, bitString(signature));
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n').trimEnd();
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
