/** Secrecy: no plaintext at rest, and no secret in the trail. */
import { base64, concat, hex } from '../../model/bytes.ts';
import { documented } from '../../model/evidence.ts';
import { Table } from '../../model/table.ts';
import type { Entry, Family, Invariant } from '../contract.ts';
import { changes, listOf, output, succeeded } from './looking.ts';
import { ciphertext, encryptedObject, rootSnapshot } from './openings.ts';
import { containsWindow, WINDOW_BYTES } from './windows.ts';

const SSE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html';
const EBS = 'https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html';
const KMS_LOGGING = 'https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html';

/** All bytes in a value of the world, tables and lists included. */
export function* bytesIn(value: unknown): Generator<Uint8Array> {
  if (value instanceof Uint8Array) yield value;
  else if (value instanceof Table) for (const row of value.values()) yield* bytesIn(row);
  else if (Array.isArray(value)) for (const item of value) yield* bytesIn(item);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) yield* bytesIn(part);
}

const objectAtRest: Invariant = {
  id: 'no-plaintext-in-objects',
  sentence:
    'No stored byte string of S3 contains the plaintext of an object: not in one of its versions, not beside it.',
  evidence: documented(SSE),
  needs: ['world'],
  witnesses: ['under the key of S3', 'under a KMS key'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (!succeeded(entry, 's3', 'PutObject') || !entry.world) return;
        const { Body, Bucket } = entry.call.input;
        if (!(Body instanceof Uint8Array) || Body.length < WINDOW_BYTES) return;
        const bucket = entry.world.after.s3.buckets.get(String(Bucket));
        for (const stored of bytesIn(bucket?.current.get(String(entry.call.input.Key))))
          if (containsWindow(stored, Body)) {
            fail({ message: `plaintext of ${entry.call.input.Key} stands in stored bytes`, expected: 'ciphertext' });
            return;
          }
        witness(output(entry, 'SSEKMSKeyId') ? 'under a KMS key' : 'under the key of S3');
      },
    };
  },
};

const volumeAtRest: Invariant = {
  id: 'no-plaintext-in-volumes',
  sentence: 'An encrypted volume or copy holds none of the bytes of the unencrypted snapshot that it was made of.',
  evidence: documented(EBS),
  needs: ['world'],
  witnesses: ['an encrypted volume of a plain snapshot', 'an encrypted copy of a plain snapshot'],
  start({ witness, fail }) {
    const sources = new Map<string, string>();
    const compare = (entry: Entry, id: string, row: { readonly blocks: unknown } | undefined) => {
      const source = sources.get(id);
      if (!entry.world || !row || source === undefined) return false;
      const plain = [...bytesIn(entry.world.after.ec2.snapshots.get(source)?.blocks)];
      const stored = concat(...bytesIn(row.blocks));
      if (plain.some((bytes) => containsWindow(stored, bytes.subarray(0, 256))))
        fail({ message: `plaintext of ${source} stands in the blocks of ${id}`, expected: 'ciphertext' });
      return plain.length > 0;
    };
    return {
      see(entry) {
        if (succeeded(entry, 'ec2', 'CreateVolume'))
          noteSource(entry, String(output(entry, 'VolumeId')), String(entry.call.input.SnapshotId), sources);
        if (succeeded(entry, 'ec2', 'CopySnapshot'))
          noteSource(entry, String(output(entry, 'SnapshotId')), String(entry.call.input.SourceSnapshotId), sources);
        if (!entry.world) return;
        const { volumes, snapshots } = entry.world.after.ec2;
        for (const { id, was, is } of changes(entry.before.volumes, entry.after.volumes))
          if (is?.encrypted && was?.state === 'creating' && is.state === 'available')
            if (compare(entry, id, volumes.get(`${is.account}/${is.region}/${id}`)))
              witness('an encrypted volume of a plain snapshot');
        for (const { id, was, is } of changes(entry.before.snapshots, entry.after.snapshots))
          if (is?.encrypted && was?.state === 'pending' && is.state === 'completed')
            if (compare(entry, id, snapshots.get(`${is.region}/${id}`)))
              witness('an encrypted copy of a plain snapshot');
      },
    };
  },
};

/** Remembers the unencrypted snapshot that something is made of. */
function noteSource(entry: Entry, id: string, snapshotId: string, sources: Map<string, string>): void {
  const source = entry.before.snapshots.get(snapshotId);
  if (source && !source.encrypted) sources.set(id, `${source.region}/${snapshotId}`);
}

/** Secrets that a call knows: what must not be found in any record. */
function secretsOf(entry: Entry): readonly string[] {
  if (entry.type !== 'call') return [];
  const { input } = entry.call;
  const given = entry.outcome.ok ? entry.outcome.output : {};
  const bytes = [input.Plaintext, input.Body, given.Plaintext, given.Body, input.CiphertextBlob, given.CiphertextBlob];
  const texts = [given.GrantToken, input.GrantToken, ...listOf(input.GrantTokens)];
  return [
    ...bytes.flatMap((secret) => (secret instanceof Uint8Array && secret.length >= 8 ? spellings(secret) : [])),
    ...texts.filter((text) => typeof text === 'string' && text.length >= 8).map(String),
  ];
}

/** How bytes can stand in a text: Base64, hexadecimal, as they are. */
const spellings = (secret: Uint8Array): string[] => [
  base64(secret),
  hex(secret),
  String.fromCharCode(...secret.subarray(0, 64)),
];

const recordsHaveNoSecret: Invariant = {
  id: 'no-secret-in-records',
  sentence: 'No record holds plaintext, key material, ciphertext, content of objects, or a grant token.',
  evidence: documented(KMS_LOGGING),
  needs: ['records'],
  witnesses: ['a plaintext', 'an object', 'a grant token'],
  start({ witness, fail }) {
    return {
      see(entry) {
        const secrets = secretsOf(entry);
        if (secrets.length === 0) return;
        for (const record of entry.records) {
          const text = JSON.stringify(record, (_, part: unknown) => (part instanceof Uint8Array ? base64(part) : part));
          if (secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))) {
            fail({
              message: `the record of ${record.eventName} holds a secret`,
              expected: 'no secret',
              observed: text,
            });
            return;
          }
        }
        if (entry.type !== 'call') return;
        if (entry.call.service === 's3') witness('an object');
        else if (succeeded(entry, 'kms', 'CreateGrant')) witness('a grant token');
        else witness('a plaintext');
      },
    };
  },
};

const materialNeverLeaves: Invariant = {
  id: 'key-material-never-leaves',
  sentence: 'No answer holds the key material of a KMS key.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html'),
  needs: ['world'],
  witnesses: ['an answer with bytes'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'call' || !entry.outcome.ok || !entry.world) return;
        const given = [...bytesIn(entry.outcome.output)];
        if (given.length === 0) return;
        witness('an answer with bytes');
        for (const key of entry.world.after.kms.keys.values())
          for (const { bytes } of key.materials)
            if (bytes && given.some((answer) => containsWindow(answer, bytes)))
              fail({ message: `${entry.call.operation} gave away the material of ${key.arn}` });
      },
    };
  },
};

/** Secrecy. */
export const secrecy: Family = {
  id: 'secrecy',
  title: 'No plaintext at rest, no secret in the trail',
  vocabulary: ['kms-keys', 'kms-crypto', 'kms-grants', 's3-buckets', 's3-objects', 'ec2-volumes', 'ec2-snapshots'],
  openings: [encryptedObject, ciphertext, rootSnapshot],
  invariants: [objectAtRest, volumeAtRest, recordsHaveNoSecret, materialNeverLeaves],
};
