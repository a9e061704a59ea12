/** What we know of S3 and how: the rules that its refusals name. */
import { assumed, defineRules, documented, recorded, reported } from '../evidence.ts';

const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const API = 'https://docs.aws.amazon.com/AmazonS3/latest/API';
const SNAPSHOT = 'LocalStack snapshot recorded on AWS:';

/** What is known of S3, each with its evidence. */
export const s3Facts = defineRules('s3', {
  'kms-error-passed-on': {
    sentence: "A refusal by KMS comes out of S3 as KMS. and the exception's name, HTTP 400, with KMS's message.",
    ...recorded(`${SNAPSHOT} test_s3_sse_validate_kms_key, test_s3_sse_validate_kms_key_state`),
  },
  'kms-denial-is-access-denied': {
    sentence: "A denial by KMS comes out of S3 as AccessDenied, HTTP 403, with KMS's message.",
    ...reported('https://github.com/aws/copilot-cli/issues/5500'),
  },
  'kms-failure-is-internal-error': {
    sentence: 'A failure (HTTP 5xx) of KMS comes out of S3 as InternalError, HTTP 500.',
    ...assumed(`${API}/ErrorResponses.html`),
  },
  'kms-needs-tls': {
    sentence:
      'A write with SSE-KMS that does not come over TLS is malformed: InvalidArgument before any authorization.',
    ...recorded('Hardening lab on a real bucket, September 2026: plain-HTTP PUT with and without a TLS bucket policy'),
  },
  'kms-read-needs-tls': {
    sentence: 'A read of an SSE-KMS object that does not come over TLS, and that no policy denies, is InvalidArgument.',
    ...assumed(`${GUIDE}/UsingKMSEncryption.html (requires TLS; the answer is inferred from that of PutObject)`),
  },
  'customer-key-needs-tls': {
    sentence: 'A request with a customer-provided key that does not come over TLS is InvalidArgument.',
    ...assumed(`${GUIDE}/ServerSideEncryptionCustomerKeys.html (rejects it; the words are inferred)`),
  },
  'kms-needs-signature-v4': {
    sentence: 'Nobody can read an SSE-KMS object without signing (Signature Version 4), however public it is.',
    ...recorded('AWS Academy lab “Encrypting Data at Rest by Using AWS KMS”: anonymous GET of a public SSE-KMS object'),
  },
  'kms-key-id-needs-kms': {
    sentence: 'A KMS key id in a request needs aws:kms or aws:kms:dsse in the same request.',
    ...reported('https://github.com/aws/aws-cli/issues/1431'),
  },
  'unknown-encryption-method': {
    sentence: 'An encryption method that S3 does not know is InvalidArgument.',
    ...reported('https://github.com/aws/aws-sdk-cpp/issues/1771'),
  },
  'malformed-encryption-context': {
    sentence: 'The encryption context must be Base64 of a JSON object of strings.',
    ...reported('https://issues.apache.org/jira/browse/HADOOP-19197 (message; the code InvalidArgument is inferred)'),
  },
  'read-takes-no-encryption-header': {
    sentence: 'GET and HEAD take no x-amz-server-side-encryption header.',
    ...documented(`${API}/API_GetObject.html`),
  },
  'customer-key-parameters': {
    sentence: 'Algorithm, key and MD5 of a customer-provided key must be there and fit each other.',
    ...recorded(`${SNAPSHOT} TestS3SSECEncryption::test_put_object_validation_sse_c`),
  },
  'customer-key-required': {
    sentence: 'An SSE-C object can be read, headed and copied only with its key.',
    ...recorded(`${SNAPSHOT} TestS3SSECEncryption::test_object_retrieval_sse_c`),
  },
  'customer-key-wrong': {
    sentence: 'Another key than the one the object was written with is AccessDenied.',
    ...recorded(`${SNAPSHOT} TestS3SSECEncryption::test_object_retrieval_sse_c`),
  },
  'customer-key-not-applicable': {
    sentence: 'A customer-provided key is not applicable to an object that was not written with one.',
    ...reported('https://github.com/boto/boto3/issues/982'),
  },
  'customer-key-of-upload': {
    sentence: 'Every part of an SSE-C upload needs the key of the upload, and no other upload takes one.',
    ...recorded(`${SNAPSHOT} TestS3SSECEncryption::test_multipart_upload_sse_c_validation`),
  },
  'customer-keys-blocked': {
    sentence: 'New buckets block uploads with customer-provided keys until PutBucketEncryption allows them.',
    ...documented(`${GUIDE}/blocking-unblocking-s3-c-encryption-gpb.html`),
  },
  'bucket-missing': {
    sentence: 'A bucket that does not exist is NoSuchBucket, whoever asks and whatever else is wrong.',
    ...recorded(`${SNAPSHOT} TestS3BucketEncryption::test_s3_default_bucket_encryption_exc (before validation)`),
  },
  'bucket-elsewhere': {
    sentence: 'A bucket of another Region answers with a redirect to its endpoint.',
    ...documented(`${GUIDE}/Redirects.html`),
  },
  'bucket-owner-unexpected': {
    sentence: 'A bucket that does not belong to the expected owner is AccessDenied.',
    ...documented(`${GUIDE}/bucket-owner-condition.html`),
  },
  'bucket-name-taken': {
    sentence: 'A bucket name is taken once among all accounts.',
    ...documented(`${API}/API_CreateBucket.html`),
  },
  'bucket-location': {
    sentence: 'CreateBucket names the Region that is called, and nothing in us-east-1.',
    ...recorded(`${SNAPSHOT} test_create_bucket_with_existing_name, test_different_location_constraint`),
  },
  'bucket-not-empty': {
    sentence: 'Only an empty bucket, without versions and delete markers, can be deleted.',
    ...recorded(
      `${SNAPSHOT} TestS3BucketCRUD::test_delete_bucket_with_objects, test_delete_versioned_bucket_with_objects`,
    ),
  },
  'policies-decide': {
    sentence: 'A request needs an allow from an IAM policy or the bucket policy, across accounts from both.',
    ...documented(`${GUIDE}/how-s3-evaluates-access-control.html`),
  },
  'missing-object-hidden': {
    sentence: 'A missing object is NoSuchKey to those who may list the bucket and AccessDenied to the others.',
    ...documented(`${API}/API_GetObject.html`),
  },
  'missing-version': {
    sentence: 'A version that does not exist is NoSuchVersion; what is no version id is InvalidArgument.',
    ...recorded(
      `${SNAPSHOT} TestS3ObjectCRUD::test_delete_object_versioned, test_get_object_with_version_unversioned_bucket`,
    ),
  },
  'delete-marker-unreadable': {
    sentence: 'A delete marker can be deleted but not read: MethodNotAllowed.',
    ...recorded(`${SNAPSHOT} TestS3ObjectCRUD::test_delete_object_versioned`),
  },
  'encryption-configuration': {
    sentence: 'A default encryption has exactly one rule, and a KMS key only with aws:kms or aws:kms:dsse.',
    ...recorded(`${SNAPSHOT} TestS3BucketEncryption::test_s3_default_bucket_encryption_exc`),
  },
  'versioning-configuration': {
    sentence: 'Versioning is Enabled or Suspended.',
    ...recorded(`${SNAPSHOT} TestS3BucketVersioning::test_bucket_versioning_crud`),
  },
  'policy-missing': {
    sentence: 'A bucket without policy answers NoSuchBucketPolicy.',
    ...recorded(`${SNAPSHOT} TestS3BucketPolicy::test_bucket_policy_crud`),
  },
  'policy-malformed': {
    sentence: 'A bucket policy must be a valid policy document about this bucket.',
    ...recorded(
      `${SNAPSHOT} TestS3BucketPolicy::test_bucket_policy_exc (empty, no JSON, no Statement; the other words are assumed)`,
    ),
  },
  'principals-exist': {
    sentence: 'The principals that a bucket policy names must exist when it is set.',
    ...documented('https://repost.aws/knowledge-center/s3-invalid-principal-in-policy-error'),
  },
  'public-policy-blocked': {
    sentence: 'BlockPublicPolicy, on by default, refuses bucket policies that are public.',
    ...documented(`${GUIDE}/access-control-block-public-access.html`),
  },
  'acls-disabled': {
    sentence: 'A bucket whose owner is enforced, the default, takes no ACLs.',
    ...documented(`${GUIDE}/about-object-ownership.html`),
  },
  'public-acl-blocked': {
    sentence: 'BlockPublicAcls, on by default, refuses public ACLs.',
    ...documented(`${GUIDE}/access-control-block-public-access.html`),
  },
  'setting-missing': {
    sentence: 'A bucket without tags, ownership controls or public access block says so with an error of its own.',
    ...recorded(
      `${SNAPSHOT} test_bucket_tagging_crud, test_crud_bucket_ownership_controls, test_crud_public_access_block`,
    ),
  },
  'tag-rules': {
    sentence: 'Tag keys are unique, have at most 128 characters, values 256; an object has at most 10, a bucket 50.',
    ...recorded(`${SNAPSHOT} TestS3BucketObjectTagging::test_tagging_validation, test_object_tagging_exc`),
  },
  'copy-onto-itself': {
    sentence: 'A copy of an object onto itself must change something.',
    ...recorded(`${SNAPSHOT} test_s3_copy_object_in_place`),
  },
  'copy-source-malformed': {
    sentence: 'A copy source is bucket/key, URL-encoded, with an optional versionId.',
    ...documented(`${API}/API_CopyObject.html`),
  },
  'copy-source-too-large': {
    sentence: 'A single copy takes at most 5 GiB.',
    ...documented(`${API}/API_CopyObject.html`),
  },
  precondition: {
    sentence: 'A condition that does not hold is PreconditionFailed (412), for reads partly Not Modified (304).',
    ...recorded(
      `${SNAPSHOT} test_s3_copy_object_preconditions, test_s3_get_object_preconditions, TestS3ObjectWritePrecondition`,
    ),
  },
  'storage-class': {
    sentence: 'A general purpose bucket takes only the storage classes of Regions.',
    ...recorded(`${SNAPSHOT} test_put_object_storage_class_outposts`),
  },
  'write-conflict': {
    sentence: 'A conditional completion fails where the key was written or deleted since the upload began: 409.',
    ...recorded(
      `${SNAPSHOT} TestS3ObjectWritePrecondition::test_multipart_if_match_with_put, test_multipart_if_none_match_with_delete`,
    ),
  },
  'no-object-lock': {
    sentence: 'A bypass of retention needs a bucket with Object Lock.',
    ...recorded(`${SNAPSHOT} TestS3ObjectLock::test_delete_object_with_no_locking`),
  },
  'range-unsatisfiable': {
    sentence: 'A range that begins behind the end is InvalidRange; one that is no range is ignored.',
    ...recorded(`${SNAPSHOT} TestS3ObjectCRUD::test_get_object_range, TestS3Multipart::test_upload_part_copy_range`),
  },
  'digest-mismatch': {
    sentence: 'A body that does not have the digest the request names is BadDigest.',
    ...recorded(`${SNAPSHOT} test_put_object_checksum, test_s3_invalid_content_md5`),
  },
  'checksum-header': {
    sentence: 'A request names at most one checksum, of the right length.',
    ...recorded(`${SNAPSHOT} test_put_object_checksum, test_multipart_parts_checksum_exceptions`),
  },
  'upload-missing': {
    sentence: 'A multipart upload that does not exist, or was completed or aborted, is NoSuchUpload.',
    ...recorded(`${SNAPSHOT} test_multipart_no_such_upload`),
  },
  'part-missing': {
    sentence: 'A listed part must be there with this ETag: InvalidPart.',
    ...recorded(`${SNAPSHOT} test_multipart_complete_multipart_wrong_part`),
  },
  'part-order': {
    sentence: 'Parts are listed in ascending order: InvalidPartOrder.',
    ...recorded(`${SNAPSHOT} test_complete_multipart_parts_order`),
  },
  'part-too-small': {
    sentence: 'Every part but the last has at least 5 MiB: EntityTooSmall.',
    ...recorded(`${SNAPSHOT} test_multipart_complete_multipart_too_small`),
  },
  'body-too-large': {
    sentence: 'A single PUT takes at most 5 GiB: EntityTooLarge.',
    ...documented(`${GUIDE}/upload-objects.html`),
  },
  'no-list': {
    sentence: 'An XML body needs its elements: MalformedXML.',
    ...documented(`${API}/API_CompleteMultipartUpload.html`),
  },
  'listing-arguments': {
    sentence: 'Markers, tokens and limits of listings must make sense.',
    ...recorded(
      `${SNAPSHOT} TestS3ListObjectsV2::test_list_objects_v2_continuation_start_after, TestS3ListObjectVersions::test_list_objects_versions_markers`,
    ),
  },
  'update-encryption': {
    sentence: 'UpdateObjectEncryption goes from SSE-S3 or SSE-KMS to SSE-KMS only, with a full key ARN.',
    ...documented(`${API}/API_UpdateObjectEncryption.html`),
  },
  'bucket-key-kept': {
    sentence: 'S3 keeps a bucket-level key for one requester for some minutes and does not ask KMS meanwhile.',
    ...assumed(`${GUIDE}/bucket-key.html (says time-limited; the length is not published)`),
  },
  'not-simulated': {
    sentence: 'This operation is outside the simulation.',
    ...assumed('model/s3/outside.ts'),
  },
  'metadata-too-large': {
    sentence: 'User metadata has at most 2 KiB.',
    ...documented(`${GUIDE}/UsingMetadata.html`),
  },
});
