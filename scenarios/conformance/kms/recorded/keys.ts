/** Recorded: GenerateRandom, DescribeKey, CreateKey, identifiers. */
import { type PlannedValue, ref } from '../../../contract.ts';
import { REGION } from '../../../people.ts';
import { AWAY, kms } from '../keyKinds.ts';
import { answer, createKey, keyArn, keyId, localArn, metadata, ok, type RecordedCase, refused } from './support.ts';

const invalid = (value: string, member: string, rule: string): string =>
  `1 validation error detected: Value ${value}at '${member}' failed to satisfy constraint: ${rule}`;

const randomCases: RecordedCase[] = [
  {
    id: 'random-without-length',
    behaviour: 'GenerateRandom without a length is refused by the service, not by the constraints',
    recording: 'test_generate_random_invalid_number_of_bytes[None], 2023-04-13',
    plan: [answer('GenerateRandom', {})],
    expect: refused('ValidationException', 'NumberOfBytes is required.'),
  },
  {
    id: 'random-no-bytes',
    behaviour: 'GenerateRandom of no bytes is below the least value',
    recording: 'test_generate_random_invalid_number_of_bytes[0], 2023-04-13',
    plan: [answer('GenerateRandom', { NumberOfBytes: 0 })],
    expect: refused(
      'ValidationException',
      invalid("'0' ", 'numberOfBytes', 'Member must have value greater than or equal to 1'),
    ),
  },
  {
    id: 'random-1025-bytes',
    behaviour: 'GenerateRandom of 1025 bytes is above the greatest value',
    recording: 'test_generate_random_invalid_number_of_bytes[1025], 2023-04-13',
    plan: [answer('GenerateRandom', { NumberOfBytes: 1025 })],
    expect: refused(
      'ValidationException',
      invalid("'1025' ", 'numberOfBytes', 'Member must have value less than or equal to 1024'),
    ),
  },
  ...[1, 12, 44, 91, 1024].map((length) => ({
    id: `random-${length}`,
    behaviour: `GenerateRandom gives as many bytes as asked for: ${length}`,
    recording: `test_generate_random[${length}], 2023-04-13`,
    plan: [answer('GenerateRandom', { NumberOfBytes: length })],
    expect: ok({ Plaintext: { $length: length } }),
  })),
];

const described = { Description: 'test key 123', KeyUsage: 'ENCRYPT_DECRYPT' };
const away = createKey({ Description: 'test key 123' }, { region: AWAY });
const IN_REGION = 'test_get_key_in_different_region, 2025-11-10';
const DOES_NOT_EXIST = 'test_get_key_does_not_exist, 2025-09-08';
const INVALID_ID = 'test_get_key_invalid_uuid, 2023-11-07';
const NOBODY = '134f2428-cec1-4b25-a1ae-9048164dba47';
const NOBODY_ELSE = 'mrk-d3b95762d3b95762d3b95762d3b95762';

const noSuchKey = (arn: PlannedValue) => refused('NotFoundException', { $text: ["Key '", arn, "' does not exist"] });

const malformedId = (id: string, name: string): RecordedCase => ({
  id: `describe-${name}`,
  behaviour: `DescribeKey of ${id}, which is no key id, says that the id is invalid and not that it is not found`,
  recording: INVALID_ID,
  plan: [answer('DescribeKey', { KeyId: id })],
  expect: refused('NotFoundException', `Invalid keyId '${id}'`),
});

/** Cases. */
export const keyCases: readonly RecordedCase[] = [
  ...randomCases,
  {
    id: 'describe-default-key',
    behaviour: 'DescribeKey of a default key has these members and no others',
    recording: 'test_create_key, 2025-11-10',
    plan: [createKey(described), answer('DescribeKey', { KeyId: keyId })],
    expect: ok({ KeyMetadata: metadata({ Description: 'test key 123', KeyId: keyId, Arn: keyArn }) }),
  },
  {
    id: 'describe-id-of-another-region',
    behaviour: "A key id of another Region is not found, under an ARN of the caller's Region",
    recording: IN_REGION,
    plan: [away, answer('DescribeKey', { KeyId: keyId })],
    expect: noSuchKey(localArn(keyId)),
  },
  {
    id: 'describe-arn-of-another-region',
    behaviour: 'A key ARN of another Region is an invalid arn; the text names that Region',
    recording: IN_REGION,
    plan: [away, answer('DescribeKey', { KeyId: keyArn })],
    expect: refused('NotFoundException', `Invalid arn ${AWAY}`),
  },
  {
    id: 'describe-id-in-its-region',
    behaviour: 'A key is found by its id in its own Region',
    recording: IN_REGION,
    plan: [away, answer('DescribeKey', { KeyId: keyId }, { region: AWAY })],
    expect: ok({ KeyMetadata: metadata({ Description: 'test key 123', KeyId: keyId, Arn: keyArn }) }),
  },
  {
    id: 'describe-arn-in-its-region',
    behaviour: 'A key is found by its ARN in its own Region',
    recording: IN_REGION,
    plan: [away, answer('DescribeKey', { KeyId: keyArn }, { region: AWAY })],
    expect: ok({ KeyMetadata: metadata({ Description: 'test key 123', KeyId: keyId, Arn: keyArn }) }),
  },
  {
    id: 'describe-unknown-id',
    behaviour: 'A well-formed key id that names no key is not found, under the ARN it would have',
    recording: DOES_NOT_EXIST,
    plan: [answer('DescribeKey', { KeyId: NOBODY })],
    expect: noSuchKey(localArn(NOBODY)),
  },
  {
    id: 'describe-unknown-arn',
    behaviour: 'A key ARN that names no key is not found',
    recording: DOES_NOT_EXIST,
    plan: [answer('DescribeKey', { KeyId: localArn(NOBODY) })],
    expect: noSuchKey(localArn(NOBODY)),
  },
  {
    id: 'describe-unknown-multi-region-id',
    behaviour: 'A well-formed multi-Region key id that names no key is not found',
    recording: DOES_NOT_EXIST,
    plan: [answer('DescribeKey', { KeyId: NOBODY_ELSE })],
    expect: noSuchKey(localArn(NOBODY_ELSE)),
  },
  malformedId('fake-key-id', 'malformed-id'),
  malformedId('134f2428cec14b25a1ae9048164dba47', 'id-without-dashes'),
  malformedId('mrk-fake-key-id', 'malformed-multi-region-id'),
  {
    id: 'create-single-region-key',
    behaviour: 'CreateKey with MultiRegion false answers without a multi-Region configuration',
    recording: 'test_non_multi_region_keys_should_not_have_multi_region_properties, 2025-11-10',
    plan: [answer('CreateKey', { MultiRegion: false, Description: 'test non multi region key' })],
    expect: ok({ KeyMetadata: metadata({ Description: 'test non multi region key' }) }),
  },
  {
    id: 'replicate-a-replica',
    behaviour: 'ReplicateKey on a replica is unsupported, even while it is being made',
    recording: 'test_replicate_replica_key_should_fail, 2025-09-08',
    plan: [
      createKey({ MultiRegion: true }),
      kms('ReplicateKey', { KeyId: keyId, ReplicaRegion: AWAY }, { name: 'replica' }),
      answer('ReplicateKey', { KeyId: keyId, ReplicaRegion: AWAY }, { region: AWAY }),
    ],
    expect: refused('UnsupportedOperationException', {
      $text: [ref('replica.ReplicaKeyMetadata.Arn'), ' is not a multi-region primary key.'],
    }),
  },
  {
    id: 'create-rsa-key-for-agreement',
    behaviour: 'CreateKey refuses a usage that the key spec does not have; the text ends without a full stop',
    recording: 'test_derive_shared_secret, step response-invalid-key-spec, 2024-12-25',
    plan: [answer('CreateKey', { KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' })],
    expect: refused('ValidationException', 'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048'),
  },
  {
    id: 'list-keys-entry',
    behaviour: 'ListKeys lists a key by its id and ARN',
    recording: 'test_list_keys (asserted in the test)',
    plan: [createKey(), answer('ListKeys', {}, { region: REGION })],
    expect: ok({ Keys: { $contains: { KeyId: keyId, KeyArn: keyArn } }, Truncated: false }),
  },
];
