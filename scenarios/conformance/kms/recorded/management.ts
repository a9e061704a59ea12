/** Recorded: aliases, tags, deletion, policies, grants, and what S3 says of a key's state. */
import { type Planned, ref } from '../../../contract.ts';
import { ACCOUNT, people } from '../../../people.ts';
import { patterns } from '../../behaviour.ts';
import { kms } from '../keyKinds.ts';
import { answer, arnSays, bytesOf, createKey, keyId, ok, type RecordedCase, refused } from './support.ts';

const another = kms('CreateKey', {}, { name: 'other' });
const otherId = ref('other.KeyMetadata.KeyId');
const ALIAS = 'alias/conformance';
const createAlias = kms('CreateAlias', { AliasName: ALIAS, TargetKeyId: keyId });

const aliasCases: RecordedCase[] = [
  {
    id: 'alias-without-prefix',
    behaviour: 'CreateAlias of a name without alias/ is refused with a page to read',
    recording: 'test_create_alias, 2023-04-13',
    plan: [createKey(), answer('CreateAlias', { AliasName: 'abcd1234', TargetKeyId: keyId })],
    expect: refused(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    ),
  },
  {
    id: 'update-alias',
    behaviour: 'UpdateAlias lets the alias point to another key',
    recording: 'test_update_alias (asserted in the test)',
    plan: [
      createKey(),
      another,
      createAlias,
      answer('UpdateAlias', { AliasName: ALIAS, TargetKeyId: otherId }),
      kms('ListAliases', { KeyId: otherId }, { name: 'after' }),
    ],
    expect: {
      answer: ok({}),
      after: ok({ Aliases: { $contains: { AliasName: ALIAS, TargetKeyId: otherId, $open: true } }, $open: true }),
    },
  },
  {
    id: 'list-aliases-of-another-key',
    behaviour: 'ListAliases of one key leaves the aliases of others out',
    recording: 'test_list_aliases_of_key (asserted in the test)',
    plan: [createKey(), another, createAlias, answer('ListAliases', { KeyId: otherId })],
    expect: ok({ Aliases: { $without: { AliasName: ALIAS, $open: true } }, $open: true }),
  },
];

const tag = (n: number) => ({ TagKey: `tag${n}`, TagValue: `value${n}` });
const tagged = kms('TagResource', { KeyId: keyId, Tags: [tag(1), tag(2)] });
const listTags = answer('ListResourceTags', { KeyId: keyId });
const TAG_AND_UNTAG = 'test_tag_existing_key_and_untag, 2025-01-10';

const tagCases: RecordedCase[] = [
  {
    id: 'list-tags',
    behaviour: 'ListResourceTags lists what TagResource put there',
    recording: TAG_AND_UNTAG,
    plan: [createKey(), tagged, listTags],
    expect: ok({ Tags: [tag(1), tag(2)], $open: true }),
  },
  {
    id: 'list-tags-after-untag',
    behaviour: 'ListResourceTags is empty after all tags were taken off',
    recording: TAG_AND_UNTAG,
    plan: [createKey(), tagged, kms('UntagResource', { KeyId: keyId, TagKeys: ['tag1', 'tag2'] }), listTags],
    expect: ok({ Tags: [], $open: true }),
  },
  {
    id: 'untag-one-of-three',
    behaviour: 'UntagResource takes off only what it names',
    recording: 'test_untag_key_partially, 2025-01-10',
    plan: [
      createKey({ Tags: [tag(1), tag(2), tag(3)] }),
      kms('UntagResource', { KeyId: keyId, TagKeys: ['tag2'] }),
      listTags,
    ],
    expect: ok({ Tags: [tag(1), tag(3)], $open: true }),
  },
  {
    id: 'tag-twice',
    behaviour: 'TagResource with one tag key twice is refused',
    recording: 'test_tag_key_with_duplicate_tag_keys_raises_error, 2025-01-17',
    plan: [createKey(), answer('TagResource', { KeyId: keyId, Tags: [tag(1), { TagKey: 'tag1', TagValue: 'other' }] })],
    expect: refused('TagException', 'Duplicate tag keys'),
  },
  {
    id: 'tag-reserved',
    behaviour: 'TagResource with a tag key of AWS is refused',
    recording: 'test_tag_existing_key_with_invalid_tag_key, 2025-01-21',
    plan: [createKey(), answer('TagResource', { KeyId: keyId, Tags: [{ TagKey: 'aws:key1', TagValue: 'value1' }] })],
    expect: refused('TagException', 'Tags beginning with aws: are reserved'),
  },
  {
    id: 'tag-value-too-long',
    behaviour: 'A tag value has at most 256 characters; the text names its place in the list, from 1',
    recording: 'test_key_with_long_tag_value_raises_error, 2025-01-21',
    plan: [answer('CreateKey', { Tags: [{ TagKey: 'tag1', TagValue: 'v'.repeat(257) }] })],
    expect: refused(
      'ValidationException',
      `1 validation error detected: Value '${'v'.repeat(257)}' at 'tags.1.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 256`,
    ),
  },
];

const schedule = kms('ScheduleKeyDeletion', { KeyId: keyId });
const SCHEDULE_AND_CANCEL = 'test_schedule_and_cancel_key_deletion (asserted in the test)';
const describeKey = answer('DescribeKey', { KeyId: keyId });

const deletionCases: RecordedCase[] = [
  {
    id: 'describe-scheduled',
    behaviour: 'A key whose deletion is scheduled is not enabled and has a deletion date',
    recording: SCHEDULE_AND_CANCEL,
    plan: [createKey(), schedule, describeKey],
    expect: ok({
      KeyMetadata: { Enabled: false, KeyState: 'PendingDeletion', DeletionDate: patterns.time, $open: true },
    }),
  },
  {
    id: 'cancel-lands-disabled',
    behaviour: 'A key whose deletion was cancelled is disabled and has no deletion date',
    recording: SCHEDULE_AND_CANCEL,
    plan: [createKey(), schedule, kms('CancelKeyDeletion', { KeyId: keyId }), describeKey],
    expect: ok({ KeyMetadata: { Enabled: false, KeyState: 'Disabled', DeletionDate: patterns.absent, $open: true } }),
  },
  {
    id: 'schedule-twice',
    behaviour: 'A deletion cannot be scheduled twice',
    recording: 'test_cant_delete_deleted_key (asserted in the test)',
    plan: [createKey(), schedule, answer('ScheduleKeyDeletion', { KeyId: keyId })],
    expect: { answers: ['KMSInvalidStateException'], status: 400 },
  },
];

const policyOf = (sid: string) => ({
  Version: '2012-10-17',
  Id: 'conformance',
  Statement: [
    {
      Sid: sid,
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});
const withPolicy = createKey({ Policy: { $json: policyOf('first') } });
const POLICIES = 'test_get_put_list_key_policies (asserted in the test)';
const getPolicy = (name: string) => kms('GetKeyPolicy', { KeyId: keyId, PolicyName: 'default' }, { name });
const reads = (sid: string) => ok({ Policy: { $sameJson: { $json: policyOf(sid) } }, $open: true });

const policyCases: RecordedCase[] = [
  {
    id: 'list-policies',
    behaviour: 'A key has one policy, named default',
    recording: POLICIES,
    plan: [withPolicy, answer('ListKeyPolicies', { KeyId: keyId })],
    expect: ok({ PolicyNames: ['default'], Truncated: false }),
  },
  {
    id: 'get-and-put-policy',
    behaviour: 'GetKeyPolicy gives the document that CreateKey, and then PutKeyPolicy, was given',
    recording: POLICIES,
    plan: [
      withPolicy,
      getPolicy('created'),
      kms('PutKeyPolicy', { KeyId: keyId, PolicyName: 'default', Policy: { $json: policyOf('second') } }),
      getPolicy('put'),
    ],
    expect: { created: reads('first'), put: reads('second') },
  },
];

const grantInput = {
  KeyId: keyId,
  GranteePrincipal: people.guest!.caller.principal,
  Operations: ['Decrypt', 'Encrypt'],
};
const createGrant = kms('CreateGrant', grantInput, { name: 'grant' });
const listGrants = kms('ListGrants', { KeyId: keyId }, { name: 'after' });
const grantsLeft = (count: number) => ok({ Grants: { $length: count }, $open: true });

const grantCases: RecordedCase[] = [
  {
    id: 'create-grant',
    behaviour: 'CreateGrant answers with an id and a token, and ListGrants lists the grant',
    recording: 'test_create_grant_with_valid_key (asserted in the test)',
    plan: [createKey(), { ...createGrant, name: 'answer' }, listGrants],
    expect: { answer: ok({ GrantId: patterns.hex64, GrantToken: patterns.text }), after: grantsLeft(1) },
  },
  {
    id: 'retire-grant-by-token',
    behaviour: 'RetireGrant by token ends the grant',
    recording: 'test_retire_grant_with_grant_token (asserted in the test)',
    plan: [createKey(), createGrant, answer('RetireGrant', { GrantToken: ref('grant.GrantToken') }), listGrants],
    expect: { answer: ok({}), after: grantsLeft(0) },
  },
  {
    id: 'retire-grant-by-id',
    behaviour: 'RetireGrant by key and grant id ends the grant',
    recording: 'test_retire_grant_with_grant_id_and_key_id (asserted in the test)',
    plan: [
      createKey(),
      createGrant,
      answer('RetireGrant', { KeyId: keyId, GrantId: ref('grant.GrantId') }),
      listGrants,
    ],
    expect: { answer: ok({}), after: grantsLeft(0) },
  },
];

const object = { Bucket: 'keystate-conformance', Key: 'object' };
const s3 = (operation: string, input: object, name?: string): Planned => ({
  service: 's3',
  operation,
  input: { ...input },
  ...(name === undefined ? {} : { name }),
});
const bucket = s3('CreateBucket', { Bucket: object.Bucket });
const put = (name?: string) =>
  s3(
    'PutObject',
    {
      ...object,
      Body: bytesOf('what is to be kept'),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: keyId,
    },
    name,
  );
const S3_STATES = 'test_s3_sse_validate_kms_key_state, 2026-02-21';
const disable = kms('DisableKey', { KeyId: keyId }, { wait: { minutes: 10 } });

const storageCases: RecordedCase[] = [
  {
    id: 's3-get-disabled',
    behaviour: "GetObject under a disabled key is refused in KMS's words, with KMS before the code",
    recording: S3_STATES,
    service: 's3',
    plan: [bucket, createKey(), put(), disable, s3('GetObject', object, 'answer')],
    expect: refused('KMS.DisabledException', arnSays(' is disabled.')),
  },
  {
    id: 's3-put-disabled',
    behaviour: "PutObject under a disabled key is refused in KMS's words, with KMS before the code",
    recording: S3_STATES,
    service: 's3',
    plan: [bucket, createKey(), disable, put('answer')],
    expect: refused('KMS.DisabledException', arnSays(' is disabled.')),
  },
  {
    id: 's3-get-pending-deletion',
    behaviour: 'GetObject under a key that was disabled and then scheduled for deletion is refused as pending deletion',
    recording: S3_STATES,
    service: 's3',
    plan: [
      bucket,
      createKey(),
      put(),
      disable,
      kms('ScheduleKeyDeletion', { KeyId: keyId, PendingWindowInDays: 7 }, { wait: { minutes: 10 } }),
      s3('GetObject', object, 'answer'),
    ],
    expect: refused('KMS.KMSInvalidStateException', arnSays(' is pending deletion.')),
  },
];

/** Cases. */
export const managementCases: readonly RecordedCase[] = [
  ...aliasCases,
  ...tagCases,
  ...deletionCases,
  ...policyCases,
  ...grantCases,
  ...storageCases,
];
