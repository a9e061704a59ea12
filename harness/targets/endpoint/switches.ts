/** What endpoints are known not to do, by name: as it was seen when they were run, with the day on which it was. */

/** Something that an endpoint is known not to do. */
export interface Switch {
  /** Ids of what it concerns, `*` for anything: `invariant/disabled-key-*`, `ec2/key-states/*`. */
  readonly concerns: readonly string[];
  /** What is not as on AWS, in a sentence. */
  readonly reason: string;
  /** When it was last seen, `2026-11-30`. */
  readonly date: string;
}

/** As seen with moto 5.2. */
export const MOTO: readonly Switch[] = [
  {
    concerns: ['lab/root-volume', 'lab/data-volume'],
    reason:
      'moto starts instances and attaches volumes whatever the state of their keys, encrypts and reads under a disabled key, and answers HTTP 500 to DetachVolume without an instance',
    date: '2026-11-30',
  },
  {
    concerns: ['lab/in-transit', 'invariant/kms-needs-tls'],
    reason: 'moto takes SSE-KMS over plain HTTP, and has no TLS that aws:SecureTransport could see',
    date: '2026-11-30',
  },
  {
    concerns: ['lab/rds'],
    reason: 'moto makes databases under keys that cannot be used',
    date: '2026-11-30',
  },
  {
    concerns: ['lab/redshift', 'invariant/new-clusters-are-encrypted', 'invariant/cluster-snapshot-keeps-key'],
    reason: 'moto leaves clusters unencrypted unless asked, and answers HTTP 500 to RotateEncryptionKey',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/encryption-as-asked'],
    reason: 'moto names no key for an object under aws:kms without one: there is no aws/s3',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/etag-hides-content'],
    reason: 'the ETag of an object under a KMS key is the MD5 of its bytes at moto',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/waiting-period-bounds', 'invariant/documented-key-states'],
    reason: 'moto takes waiting periods below seven days, and DisableKey of a key that is pending deletion',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/alias-names-one-key'],
    reason: "moto lists aliases of AWS's managed keys with keys that are not there",
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/malformed-is-refused'],
    reason: 'moto answers HTTP 500 to requests that it does not expect',
    date: '2026-11-30',
  },
];

/** As seen with ministack 1.5. */
export const MINISTACK: readonly Switch[] = [
  {
    concerns: ['lab/root-volume', 'lab/data-volume'],
    reason:
      'ministack names no key of an encrypted volume, and starts instances and attaches volumes whatever the state of their keys',
    date: '2026-11-30',
  },
  {
    concerns: ['lab/in-transit', 'invariant/kms-needs-tls'],
    reason: 'ministack takes SSE-KMS over plain HTTP, and looks at no aws:SecureTransport',
    date: '2026-11-30',
  },
  {
    concerns: [
      'lab/rds',
      'invariant/database-needs-usable-key',
      'invariant/database-restore-needs-key',
      'invariant/database-keeps-grant',
    ],
    reason: 'RDS of ministack never asks the key: it makes and restores databases under lost ones, and makes no grant',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/database-restore-keeps-key'],
    reason: 'ministack restores databases without the key of their snapshot',
    date: '2026-11-30',
  },
  {
    concerns: ['lab/redshift'],
    reason: 'ministack has no Redshift: it answers HTTP 400 with a body that is no answer of AWS',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/disabled-key-read'],
    reason: 'S3 of ministack gives objects whose key is disabled',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/every-object-encrypted', 'invariant/encryption-as-asked', 'invariant/etag-hides-content'],
    reason:
      'S3 of ministack shows objects that nobody asked to encrypt in the clear, others under a key that was not asked for, and the MD5 of the bytes as ETag of all',
    date: '2026-11-30',
  },
  {
    concerns: ['invariant/waiting-period-bounds', 'invariant/documented-key-states'],
    reason: 'ministack takes waiting periods below seven days, and DisableKey of a key that is pending deletion',
    date: '2026-11-30',
  },
];
