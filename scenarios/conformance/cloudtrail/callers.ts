/** Whom a record names: users, sessions, services that act for them or for themselves, other accounts; and who was refused. */
import { utf8 } from '../../../model/bytes.ts';
import { assumed, documented, type Evidence, recorded, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedCall } from '../../contract.ts';
import { ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { attach, attached, detach, instance, keyRevoked, under, volume, volumeId } from '../ec2/words.ts';
import { into, KEY, makeKey, OTHER_KEY, otherKey, refusals } from '../keyUnderTest.ts';
import {
  ec2,
  fill,
  iam,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  rds,
  redshift,
  s3,
  see,
  slug,
  sts,
  tableOf,
} from '../telling.ts';
import { acrossAccounts, serviceEvents } from './callersOutside.ts';
import {
  ABSENT,
  BUCKET,
  bucket,
  CIPHERTEXT,
  createDatabase,
  decrypt,
  describeKey,
  disable,
  encrypt,
  GUID,
  object,
  recording,
} from './calls.ts';
import { found, lookUp, sources } from './words.ts';

/** The table. */
export const cloudtrailCallers: BehaviourTable = tableOf(
  'cloudtrail/callers',
  'CloudTrail: whom a record names, and how refusals show',
  'cloudtrail',
  function* () {
    yield* refused();
    yield* makers();
    yield* serviceMade();
    yield* serviceEvents();
    yield* acrossAccounts();
  },
);

const nobody: Planned = iam('CreateUser', { UserName: 'nobody' });
const asNobody = { caller: { principal: `arn:aws:iam::${ACCOUNT}:user/nobody` } };

function* refused(): Generator<Row> {
  for (const state of ['Disabled', 'PendingDeletion', 'PendingImport'] as const) {
    const { code, words } = refusals[state];
    yield [
      `refused-${slug(state)}`,
      `A Decrypt refused for a key that is ${state} shows ${code} in its record, and names the key`,
      state === 'PendingImport'
        ? assumed(sources.kms)
        : reported('https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html'),
      [
        ...makeKey(state),
        encrypt(),
        ...into(state),
        recording(
          decrypt,
          { errorCode: code, errorMessage: fill(words, { key: KEY }), responseElements: null },
          { answers: [code] },
        ),
      ],
    ];
  }
  yield [
    'refused-denied',
    'A denied Decrypt shows AccessDenied in its record, where the answer says AccessDeniedException',
    reported('https://github.com/elastic/detection-rules'),
    [
      ...makeKey(),
      encrypt(),
      nobody,
      recording(
        { ...decrypt, ...asNobody },
        {
          errorCode: 'AccessDenied',
          errorMessage: {
            $like: `^User: arn:aws:iam::${ACCOUNT}:user/nobody is not authorized to perform: kms:Decrypt on `,
          },
        },
        { answers: ['AccessDeniedException'] },
      ),
    ],
  ];
  const wrong: readonly (readonly [string, readonly Planned[], PlannedCall, string, Evidence])[] = [
    [
      'other-key',
      [otherKey, encrypt()],
      kms('Decrypt', { ...decrypt.input, KeyId: OTHER_KEY }),
      'IncorrectKeyException',
      documented(sources.kmsEvent('decrypt')),
    ],
    [
      'other-context',
      [encrypt()],
      kms('Decrypt', { CiphertextBlob: CIPHERTEXT, EncryptionContext: { project: 'y' } }),
      'InvalidCiphertextException',
      documented(sources.kmsEvent('decrypt')),
    ],
    [
      'wrong-usage',
      [],
      kms('Sign', { KeyId: KEY, Message: utf8('m'), SigningAlgorithm: 'ECDSA_SHA_256' }),
      'InvalidKeyUsageException',
      documented(sources.kms),
    ],
    [
      'no-key',
      [],
      kms('DescribeKey', { KeyId: '11111111-2222-4333-8444-555555555555' }),
      'NotFoundException',
      assumed(sources.kms),
    ],
  ];
  for (const [id, before, call, code, evidence] of wrong)
    yield [
      `refused-${id}`,
      `A call refused with ${code} leaves a record with that errorCode and no answer`,
      evidence,
      [...makeKey(), ...before, recording(call, { errorCode: code, responseElements: null }, { answers: [code] })],
    ];
  yield [
    'refused-attach',
    'The record of a refused AttachVolume has the errorCode with the prefix Client., the answer without',
    recorded(sources.lab),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      ...attached(),
      disable,
      detach(),
      { elapse: { minutes: 1 } },
      see(attach(), {
        ...keyRevoked,
        record: {
          errorCode: 'Client.CustomerKeyHasBeenRevoked',
          errorMessage: fill(
            'Volume <volume> cannot be attached. The encrypted volume was unable to access the KMS key.',
            { volume: volumeId() },
          ),
          responseElements: null,
          resources: ABSENT,
          requestParameters: open({ volumeId: volumeId(), device: '/dev/sdf' }),
        },
      }),
    ],
  ];
  const denials: readonly (readonly [string, PlannedCall, readonly string[]])[] = [
    ['s3', s3('CreateBucket', { Bucket: BUCKET }), ['AccessDenied']],
    ['rds', rds('DescribeDBInstances'), ['AccessDenied']],
    ['redshift', redshift('DescribeClusters'), ['AccessDenied']],
    ['iam', iam('CreateUser', { UserName: 'other' }), ['AccessDenied']],
    ['cloudtrail', { service: 'cloudtrail', operation: 'DescribeTrails', input: {} }, ['AccessDeniedException']],
  ];
  for (const [service, call, answers] of denials)
    yield [
      `denied-${service}`,
      `A call to ${service} that is denied leaves a record that says so and names who tried`,
      documented(sources.contents),
      [
        nobody,
        recording(
          { ...call, ...asNobody },
          {
            errorCode: { $like: 'AccessDenied' },
            userIdentity: open({ type: 'IAMUser', userName: 'nobody' }),
            responseElements: null,
          },
          { answers, status: service === 'cloudtrail' ? 400 : 403 },
        ),
      ],
    ];
  yield [
    'denied-in-history',
    'Event history shows a denied attempt under the name of who tried',
    documented(sources.history),
    [
      ...makeKey(),
      nobody,
      see({ ...describeKey, ...asNobody }, { answers: ['AccessDeniedException'], status: 400 }),
      see(lookUp('Username', 'nobody'), found({ EventName: 'DescribeKey' }, { errorCode: 'AccessDenied' })),
    ],
  ];
}

const role = `arn:aws:iam::${ACCOUNT}:role/auditor`;
const assume: readonly Planned[] = [
  iam('CreateRole', {
    RoleName: 'auditor',
    AssumeRolePolicyDocument: {
      $json: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }],
      },
    },
  }),
  iam('AttachRolePolicy', { RoleName: 'auditor', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
  sts('AssumeRole', { RoleArn: role, RoleSessionName: 'inspection' }, { name: 'session' }),
];

function* makers(): Generator<Row> {
  const forms: readonly (readonly [string, string, Partial<PlannedCall>, PlannedInput, readonly Planned[]])[] = [
    [
      'iam-user',
      'an IAM user',
      {},
      {
        type: 'IAMUser',
        userName: 'admin',
        accountId: ACCOUNT,
        accessKeyId: { $like: '^AKIA' },
        principalId: { $like: '^AIDA' },
      },
      [],
    ],
    [
      'root',
      'the root user',
      { caller: 'root' },
      { type: 'Root', arn: `arn:aws:iam::${ACCOUNT}:root`, accountId: ACCOUNT, principalId: ACCOUNT },
      [],
    ],
    [
      'role-session',
      'a role session',
      { caller: { principal: { $ref: 'session.AssumedRoleUser.Arn' } } },
      {
        type: 'AssumedRole',
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/auditor/inspection`,
        principalId: { $like: '^AROA[A-Z0-9]+:inspection$' },
        accessKeyId: { $like: '^ASIA' },
        sessionContext: open({
          sessionIssuer: open({ type: 'Role', arn: role, accountId: ACCOUNT, userName: 'auditor' }),
          attributes: open({ mfaAuthenticated: 'false', creationDate: { $like: 'Z$' } }),
        }),
      },
      assume,
    ],
  ];
  for (const [id, words, by, identity, before] of forms)
    yield [
      `identity-${id}`,
      `The userIdentity of a call by ${words}`,
      documented(sources.identity),
      [...makeKey(), ...before, recording({ ...describeKey, ...by }, { userIdentity: open(identity) })],
    ];
  yield [
    'identity-of-assume-role',
    'The record of AssumeRole names the session that it makes, and no secret of it',
    documented(sources.identity),
    [
      ...assume.slice(0, 2),
      recording(assume[2] as PlannedCall, {
        requestParameters: open({ roleArn: role, roleSessionName: 'inspection' }),
        responseElements: open({ credentials: open({ accessKeyId: { $like: '^ASIA' }, secretAccessKey: ABSENT }) }),
      }),
    ],
  ];
}

const host = (name: string): PlannedInput => ({ sourceIPAddress: name, userAgent: name, tlsDetails: ABSENT });
const FRONT_END = 'ec2-frontend-api.amazonaws.com';

function* serviceMade(): Generator<Row> {
  yield [
    'made-by-s3',
    'A Decrypt that S3 makes for a reader names the reader and fas.s3.amazonaws.com, as address and user agent too',
    recorded(sources.fas),
    [
      ...makeKey(),
      bucket,
      s3('PutObject', { ...object, Body: utf8('content'), ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KEY }),
      see(
        s3('GetObject', object),
        ok(undefined, {
          kmsRecords: [
            {
              ...host('fas.s3.amazonaws.com'),
              eventName: 'Decrypt',
              userIdentity: open({ type: 'IAMUser', userName: 'admin', invokedBy: 'fas.s3.amazonaws.com' }),
            },
          ],
        }),
      ),
    ],
  ];
  yield [
    'made-by-ec2',
    'A data key that EC2 asks for names the user and the front end of EC2, 64 bytes, the volume, and an internal endpoint',
    recorded(sources.lab),
    [
      ...makeKey(),
      see(
        ec2('CreateVolume', { AvailabilityZone: 'us-east-1a', Size: 1, ...under() }, { name: 'volume' }),
        ok(undefined, {
          kmsRecords: [
            {
              ...host(FRONT_END),
              eventName: 'GenerateDataKeyWithoutPlaintext',
              userIdentity: open({ type: 'IAMUser', userName: 'admin', invokedBy: FRONT_END }),
              requestParameters: open({ numberOfBytes: 64, encryptionContext: { 'aws:ebs:id': volumeId() } }),
              sharedEventID: GUID,
              vpcEndpointId: 'AWS Internal',
              vpcEndpointAccountId: 'AWS Internal',
            },
          ],
        }),
      ),
      { elapse: { minutes: 1 } },
    ],
  ];
  yield [
    'made-by-host',
    'The host of an instance decrypts in a session of aws:ec2-infrastructure, in scope of the instance, from AWS Internal',
    recorded(sources.lab),
    [
      ...makeKey(),
      ...volume(under()),
      ...instance(),
      see(
        attach(),
        ok(undefined, {
          kmsRecords: [
            { eventName: 'CreateGrant', userIdentity: open({ invokedBy: FRONT_END }) },
            {
              ...host('AWS Internal'),
              eventName: 'Decrypt',
              userIdentity: open({
                type: 'AssumedRole',
                principalId: { $like: `^${ACCOUNT}:aws:ec2-infrastructure:i-` },
                arn: { $like: `:assumed-role/aws:ec2-infrastructure/i-` },
                invokedBy: 'AWS Internal',
                inScopeOf: { issuerType: 'AWS::EC2::Instance', credentialsIssuedTo: { $like: 'i-' } },
              }),
            },
          ],
        }),
      ),
      { elapse: { minutes: 1 } },
    ],
  ];
  yield [
    'made-by-rds',
    'A call that RDS makes under its grant is of type AWSService and names RDS',
    assumed(sources.identity),
    [
      ...makeKey(),
      see(
        createDatabase({ StorageEncrypted: true, KmsKeyId: KEY }),
        ok(undefined, {
          kmsRecords: [
            { userIdentity: open({ type: 'IAMUser', invokedBy: 'rds.amazonaws.com' }), eventName: 'DescribeKey' },
            { userIdentity: open({ type: 'IAMUser', invokedBy: 'rds.amazonaws.com' }), eventName: 'CreateGrant' },
            ...['GenerateDataKeyWithoutPlaintext', 'Decrypt'].map((eventName) => ({
              ...host('rds.amazonaws.com'),
              eventName,
              userIdentity: { type: 'AWSService', invokedBy: 'rds.amazonaws.com' },
            })),
          ],
        }),
      ),
      { elapse: { minutes: 15 } },
    ],
  ];
}
