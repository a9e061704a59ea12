/** Looking at objects: which version a call means, and what was written into it. */
import { type CallEntry, type Entry, type Observation, objectId, type SeenObject } from '../contract.ts';
import { accountOf, byAdministrator, output, succeeded } from './looking.ts';

/** The version that a request means: the latest unless it names one. */
export function objectNamedBy(seen: Observation, entry: CallEntry): SeenObject | undefined {
  const { Bucket, Key, VersionId } = entry.call.input;
  if (VersionId !== undefined) return seen.objects.get(objectId(String(Bucket), String(Key), String(VersionId)));
  for (const object of seen.objects.values())
    if (object.latest && object.bucket === Bucket && object.key === Key) return object;
  return undefined;
}

/** Whether a request says nothing but which object. */
export const isSimple = (entry: CallEntry): boolean =>
  Object.entries(entry.call.input).every(
    ([member, value]) => ['Bucket', 'Key', 'VersionId'].includes(member) && typeof value === 'string' && value !== '',
  );

/** A simple read by an administrator of the bucket's account, where no bucket policy speaks. */
export function isPlainRead(entry: CallEntry): boolean {
  const bucket = entry.before.buckets.get(String(entry.call.input.Bucket));
  return (
    isSimple(entry) &&
    byAdministrator(entry) &&
    bucket?.policy === undefined &&
    bucket?.account === accountOf(entry.call.caller.principal) &&
    bucket.region === entry.call.region
  );
}

/** A GetObject of an object under a KMS key. */
export function readUnderKey(
  entry: Entry,
): { entry: CallEntry; object: SeenObject & { kmsKeyArn: string } } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 's3' || entry.call.operation !== 'GetObject') return undefined;
  const object = objectNamedBy(entry.before, entry);
  return object?.kmsKeyArn === undefined ? undefined : { entry, object: { ...object, kmsKeyArn: object.kmsKeyArn } };
}

/** The version that a successful write made. */
export function written(entry: Entry): SeenObject | undefined {
  if (!succeeded(entry, 's3', 'PutObject', 'CopyObject')) return undefined;
  const { Bucket, Key } = entry.call.input;
  return entry.after.objects.get(objectId(String(Bucket), String(Key), String(output(entry, 'VersionId') ?? 'null')));
}

/** How an observation names a version. */
export const identified = ({ bucket, key, versionId }: SeenObject): string => objectId(bucket, key, versionId);

/** What was written into each version, as far as it is known. */
export class Bodies {
  readonly #bodies = new Map<string, { readonly etag: string; readonly body: Uint8Array }>();

  learn(entry: Entry): void {
    const object = written(entry);
    if (!object || entry.type !== 'call') return;
    const { operation, input } = entry.call;
    const body = operation === 'PutObject' ? (input.Body ?? new Uint8Array()) : this.#source(entry);
    if (body instanceof Uint8Array) this.#bodies.set(identified(object), { etag: object.etag, body });
    else this.#bodies.delete(identified(object));
  }

  #source(entry: CallEntry): Uint8Array | undefined {
    const [bucket = '', ...rest] = String(entry.call.input.CopySource).split('/');
    for (const object of entry.before.objects.values())
      if (object.latest && object.bucket === bucket && object.key === rest.join('/')) return this.of(object);
    return undefined;
  }

  of(object: SeenObject): Uint8Array | undefined {
    const known = this.#bodies.get(identified(object));
    return known?.etag === object.etag ? known.body : undefined;
  }
}
