/**
 * Condition keys of S3 requests. They show the request as it was sent: a missing header is a missing key, whatever the
 * bucket's default adds later.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html (documented).
 */
import type { Context } from '../context.ts';
import { aliasArnOf, keyArnOf } from '../kms/state.ts';
import type { Bucket, ObjectVersion } from './state.ts';
import { readTagHeader } from './tags.ts';

/** Keys that show one member of the input as it is. */
const MEMBERS: Readonly<Record<string, string>> = {
  's3:x-amz-server-side-encryption': 'ServerSideEncryption',
  's3:x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  's3:x-amz-acl': 'ACL',
  's3:x-amz-storage-class': 'StorageClass',
  's3:x-amz-copy-source': 'CopySource',
  's3:x-amz-metadata-directive': 'MetadataDirective',
  's3:x-amz-website-redirect-location': 'WebsiteRedirectLocation',
  's3:x-amz-object-ownership': 'ObjectOwnership',
  's3:x-amz-grant-full-control': 'GrantFullControl',
  's3:x-amz-grant-read': 'GrantRead',
  's3:x-amz-grant-read-acp': 'GrantReadACP',
  's3:x-amz-grant-write': 'GrantWrite',
  's3:x-amz-grant-write-acp': 'GrantWriteACP',
  's3:prefix': 'Prefix',
  's3:delimiter': 'Delimiter',
  's3:max-keys': 'MaxKeys',
  's3:versionid': 'VersionId',
  's3:if-match': 'IfMatch',
  's3:if-none-match': 'IfNoneMatch',
};

const EXISTING_TAG = 's3:existingobjecttag/';
const REQUEST_TAG = 's3:requestobjecttag/';

/** Values of a (lower-cased) condition key of S3 or of the bucket; undefined for other keys and those not in the request. */
export function conditionOf(
  context: Context,
  bucket: Bucket | undefined,
  version: ObjectVersion | undefined,
  key: string,
): readonly string[] | undefined {
  if (key === 'aws:resourceaccount') return bucket && [bucket.account];
  if (!key.startsWith('s3:')) return undefined;
  const member = MEMBERS[key];
  if (member) return textOf(context.call.input[member]);
  if (key.startsWith(EXISTING_TAG)) return tagOf(version?.tags, key.slice(EXISTING_TAG.length));
  if (key.startsWith(REQUEST_TAG)) return tagOf(requestTags(context), key.slice(REQUEST_TAG.length));
  switch (key) {
    case 's3:x-amz-server-side-encryption-aws-kms-key-id':
      return kmsKeyOf(context);
    case 's3:requestobjecttagkeys':
      return Object.keys(requestTags(context) ?? {});
    case 's3:locationconstraint':
      return [context.region];
    case 's3:resourceaccount':
      return bucket && [bucket.account];
    case 's3:tlsversion':
      return context.connection.secureTransport ? ['1.3'] : undefined;
    case 's3:signatureversion':
      return context.identity.kind === 'Anonymous' ? undefined : ['AWS4-HMAC-SHA256'];
    case 's3:authtype':
      return context.identity.kind === 'Anonymous' ? undefined : ['REST-HEADER'];
    default:
      return undefined;
  }
}

const textOf = (value: unknown): readonly string[] | undefined => (value === undefined ? undefined : [String(value)]);

/** The key of the request as an ARN; a request for SSE-KMS that names none means the managed key (documented). */
function kmsKeyOf(context: Context): readonly string[] | undefined {
  const { ServerSideEncryption, SSEKMSKeyId } = context.call.input as Record<string, string | undefined>;
  if (SSEKMSKeyId !== undefined) return [arnOf(context, SSEKMSKeyId)];
  if (ServerSideEncryption !== 'aws:kms' && ServerSideEncryption !== 'aws:kms:dsse') return undefined;
  return [arnOf(context, 'alias/aws/s3')];
}

/** What a key id or alias of the requester's account stands for. */
function arnOf(context: Context, given: string): string {
  const name = given.startsWith('arn:') ? given : aliasArnOf(context.region, context.account, given);
  const { aliases } = context.world.kms;
  if (given.includes('alias/')) return aliases.get(name)?.targetKeyArn ?? name;
  return given.startsWith('arn:') ? given : keyArnOf(context.region, context.account, given);
}

/** Tags of the request: a header like a query string, or the members of PutObjectTagging. */
function requestTags(context: Context): Readonly<Record<string, string>> | undefined {
  const { Tagging } = context.call.input as { Tagging?: string | { TagSet?: { Key?: string; Value?: string }[] } };
  if (Tagging === undefined) return undefined;
  if (typeof Tagging !== 'string') {
    return Object.fromEntries((Tagging.TagSet ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));
  }
  return Object.fromEntries(readTagHeader(Tagging) ?? []);
}

function tagOf(tags: Readonly<Record<string, string>> | undefined, lowerName: string): readonly string[] | undefined {
  for (const [name, value] of Object.entries(tags ?? {})) if (name.toLowerCase() === lowerName) return [value];
  return undefined;
}
