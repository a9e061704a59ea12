/** The source of a copy: `bucket/key`, URL-encoded, with an optional version. */
import { invalidArgument } from './errors.ts';
import { s3Facts } from './facts.ts';

/** What a copy reads. */
export interface CopySource {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/** Reads the x-amz-copy-source header. */
export function readCopySource(header: string): CopySource {
  const [path = '', query] = header.replace(/^\//, '').split('?versionId=');
  const slash = path.indexOf('/');
  const [bucket, key] = [decode(path.slice(0, slash), header), decode(path.slice(slash + 1), header)];
  if (slash < 1 || key === '') refuseSource(header);
  return { Bucket: bucket, Key: key, ...(query === undefined ? {} : { VersionId: query }) };
}

function decode(text: string, header: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return refuseSource(header);
  }
}

function refuseSource(header: string): never {
  return invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    s3Facts['copy-source-malformed'],
    'x-amz-copy-source',
    header,
  );
}
