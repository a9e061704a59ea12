/** What decides how input is refused, as sentences with their evidence. */
import { assumed, defineRules, recorded, reported } from '../evidence.ts';

const KMS_RECORDING = 'LocalStack tests/aws/services/kms/test_kms.snapshot.json';
const KMS_TESTS = 'https://github.com/floci-io/floci (KMS integration tests, see pull request 3038)';

/** Rules of the services that speak AWS's JSON protocol. */
export const jsonRules = defineRules('validation', {
  constraint: {
    sentence:
      'KMS refuses input outside the bounds of its model with ValidationException before it looks anything up; the text names the member in lowerCamelCase, elements of lists from 1, and leaves out the bytes of blobs.',
    ...recorded(KMS_RECORDING),
  },
  'several-constraints': {
    sentence:
      'Several violations stand in one answer, `N validation errors detected: ...; ...`, those of one value length first; members follow the order of the model (assumed).',
    ...reported(KMS_TESTS),
  },
  'required-member': {
    sentence:
      'A required member that is missing is refused with `Value null at ... Member must not be null`; of a sensitive member not even `null` is shown.',
    ...reported(KMS_TESTS),
  },
  'list-elements': {
    sentence:
      'Values in a list that break the bounds of its elements are refused once for the whole list, which is shown with all bounds of its elements.',
    ...assumed('KMS and CloudTrail answers were not found; Lambda answers so'),
  },
  'wrong-type': {
    sentence:
      'A member of the wrong JSON type is refused with SerializationException before any constraint is checked.',
    ...assumed(
      'KMS and CloudTrail answers were not found; the texts are those that people report of other JSON services',
    ),
  },
  'cloudtrail-codes': {
    sentence:
      'CloudTrail refuses input outside the bounds of its model with the exception that its API names for the member, otherwise with ValidationException.',
    ...assumed(
      'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html names the exceptions',
    ),
  },
  'blank-trail-name': {
    sentence:
      'CloudTrail refuses a blank trail name with InvalidTrailNameException: `Trail name cannot be blank!`; a missing one is taken for blank.',
    ...reported('https://github.com/clouddrove/terraform-aws-cloudtrail/issues/14'),
  },
});

/** Rules of EC2. */
export const ec2Rules = defineRules('ec2.validation', {
  'missing-parameter': {
    sentence: 'A request without a required parameter is refused with MissingParameter.',
    ...reported('https://github.com/cognitect-labs/aws-api/issues/68'),
  },
  'unknown-parameter': {
    sentence: 'A parameter that the operation does not have is refused with UnknownParameter.',
    ...reported('https://github.com/aws/aws-cli/issues/16'),
  },
  'malformed-volume-id': {
    sentence: "A malformed volume id is refused with InvalidParameterValue: `Expected: 'vol-...'`.",
    ...reported('https://github.com/cloudavail/aws-missing-tools/issues/59'),
  },
  'malformed-instance-id': {
    sentence: 'A malformed instance id is refused with InvalidInstanceID.Malformed.',
    ...reported('https://github.com/ClusterLabs/cluster-glue/pull/30'),
  },
  'malformed-image-id': {
    sentence:
      'A malformed image id is refused with InvalidAMIID.Malformed; without its prefix the text says which is expected.',
    ...reported('https://github.com/hashicorp/terraform/issues/22172'),
  },
  'malformed-snapshot-id': {
    sentence:
      'A snapshot id without its prefix is refused with InvalidParameterValue, one that is malformed behind it with InvalidSnapshotID.Malformed.',
    ...assumed('the code is on https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html'),
  },
  'instance-type': {
    sentence:
      "A text that is no instance type is refused with InvalidParameterValue: `Invalid value '...' for InstanceType.`",
    ...reported('https://github.com/CloudSlang/cs-actions/issues/308'),
  },
  'value-too-small': {
    sentence:
      'A number below its least value is refused with InvalidParameterValue: `Expecting a value greater than ...`.',
    ...reported('https://github.com/aws/aws-sdk-ruby/pull/2575'),
  },
  'invalid-value': {
    sentence: 'Any other value outside the bounds of the model is refused with InvalidParameterValue.',
    ...assumed('the code is on https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html'),
  },
});

const S3_ERRORS = 'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html';

/** Rules of S3. */
export const s3Rules = defineRules('s3.validation', {
  'bucket-name': {
    sentence:
      'A bucket name that breaks the naming rules is refused with InvalidBucketName by every operation that names it.',
    ...reported('https://github.com/versity/versitygw/issues/1358'),
  },
  'key-length': {
    sentence: 'A key of more than 1024 bytes of UTF-8 is refused with KeyTooLongError.',
    ...reported('https://github.com/basho/riak_cs/pull/1233'),
  },
  'key-text': {
    sentence:
      'A key that is no text (it holds half a surrogate pair) can stand in no URI and is refused with InvalidURI.',
    ...assumed(`the code is on ${S3_ERRORS}`),
  },
  'part-number': {
    sentence: 'A part number outside 1 to 10000 is refused with InvalidArgument, which names argument and value.',
    ...reported('https://github.com/basho/riak_cs/issues/945'),
  },
  'max-keys': {
    sentence: 'A max-keys that is negative or beyond 32 bits is refused with InvalidArgument.',
    ...reported('https://github.com/floci-io/floci/pull/3510'),
  },
  'encryption-method': {
    sentence:
      'An unknown server-side encryption is refused with InvalidArgument: `The encryption method specified is not supported`.',
    ...reported('https://github.com/thoughtbot/paperclip/pull/2243'),
  },
  'customer-key-algorithm': {
    sentence: 'A customer key algorithm other than AES256 is refused with InvalidEncryptionAlgorithmError.',
    ...reported('https://github.com/aws/aws-cli/issues/1349'),
  },
  'malformed-body': {
    sentence: 'A body outside the schema is refused with MalformedXML.',
    ...reported('https://github.com/aws-controllers-k8s/community/issues/1505'),
  },
  'missing-body': {
    sentence: 'A request without its required body is refused with MissingRequestBodyError.',
    ...assumed(`the code is on ${S3_ERRORS}`),
  },
  'storage-class': {
    sentence: 'An unknown storage class is refused with InvalidStorageClass.',
    ...assumed(`the code is on ${S3_ERRORS}`),
  },
  'invalid-argument': {
    sentence: 'Any other header or query parameter that is missing or out of bounds is refused with InvalidArgument.',
    ...assumed(`the code is on ${S3_ERRORS}`),
  },
});
