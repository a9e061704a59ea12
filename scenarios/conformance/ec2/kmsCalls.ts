/** Which calls EC2 makes to KMS for each operation: their order, in whose name, with which encryption context and grants. */
import { assumed, documented, recorded } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey } from '../keyUnderTest.ts';
import { kms, ok, type Row, see, slug, tableOf } from '../telling.ts';
import { attachedAndRunning, encryptedAndRunning, kmsCallTrials, runningUnder } from './kmsCallTrials.ts';
import { asCaller, asHost, contextOf, grantRequest, hostIdentity } from './records.ts';
import { sources } from './sources.ts';
import {
  attach,
  createVolume,
  detach,
  instanceId,
  instances,
  keyRevoked,
  START_REFUSED,
  soonInstance,
  stopped,
  under,
  untilVolume,
  volumeId,
} from './words.ts';

/** The table. */
export const ec2KmsCalls: BehaviourTable = tableOf(
  'ec2/kms-calls',
  'EC2 and EBS: the calls they make to KMS',
  'ec2',
  rows,
);

function* rows(): Generator<Row> {
  for (const [operation, { before = [], call, after = [], calls, evidence }] of Object.entries(kmsCallTrials)) {
    const names = calls.map((one) => (one as { eventName: string }).eventName).join(', ');
    yield [
      slug(operation),
      names === '' ? `${operation} does not call KMS` : `${operation} calls KMS: ${names}`,
      evidence,
      [...makeKey(), ...before, see(call, ok(undefined, { kmsRecords: calls })), ...after],
    ];
  }
  yield* details();
  yield* refusedCalls();
}

function* details(): Generator<Row> {
  yield [
    'grant-of-attachment',
    'The grant of an attachment lets the session of the instance decrypt in the context of the volume, and EC2 retire it',
    recorded(sources.labDataVolume),
    [
      ...makeKey(),
      ...encryptedAndRunning,
      see(
        attach(),
        ok(undefined, {
          kmsRecords: [
            asCaller('CreateGrant', {
              ...grantRequest(KEY, instanceId(), volumeId()),
              responseElements: { $open: true, grantId: { $like: '^[0-9a-f]{64}$' } },
            }),
            asHost('Decrypt', instanceId(), { userIdentity: hostIdentity, ...contextOf() }),
          ],
        }),
      ),
    ],
  ];
  yield [
    'attachment-recorded',
    'The record of AttachVolume shows volume, instance and device, in the spelling of EC2’s records',
    recorded(sources.labDataVolume),
    [
      ...makeKey(),
      ...encryptedAndRunning,
      see(
        attach(),
        ok(undefined, {
          record: {
            eventSource: 'ec2.amazonaws.com',
            requestParameters: {
              volumeId: volumeId(),
              instanceId: instanceId(),
              device: '/dev/sdf',
              deleteOnTermination: false,
            },
            responseElements: { $open: true, status: 'attaching' },
          },
        }),
      ),
    ],
  ];
  yield [
    'grant-is-there-and-goes',
    'While the volume is attached its key has one grant, afterwards none',
    documented(sources.kmsOfEbs),
    [
      ...makeKey(),
      ...attachedAndRunning,
      see(
        kms('ListGrants', { KeyId: KEY }),
        ok({ Grants: [{ $open: true, Operations: ['Decrypt'], RetiringPrincipal: { $like: '^ec2\\.' } }] }),
      ),
      detach(),
      untilVolume('available'),
      see(kms('ListGrants', { KeyId: KEY }), ok({ Grants: [] }, { within: { minutes: 5 } })),
    ],
  ];
  yield [
    'default-key-by-alias',
    'Under the AWS managed key EC2 asks KMS for alias/aws/ebs',
    recorded(sources.launchRecords),
    [
      see(
        createVolume({ Encrypted: true }),
        ok(undefined, {
          kmsRecords: [
            asCaller('GenerateDataKeyWithoutPlaintext', {
              requestParameters: { $open: true, keyId: 'alias/aws/ebs' },
            }),
          ],
        }),
      ),
      untilVolume('available'),
    ],
  ];
}

function* refusedCalls(): Generator<Row> {
  const disable = kms('DisableKey', { KeyId: KEY });
  const failed = (eventName: string): PlannedValue =>
    asCaller(eventName, {
      errorCode: 'DisabledException',
      errorMessage: { $text: [KEY, ' is disabled.'] },
      responseElements: null,
    });
  yield [
    'refused-attach-recorded',
    'A refused attachment is recorded with Client.CustomerKeyHasBeenRevoked and no response',
    recorded(sources.labDataVolume),
    [
      ...makeKey(),
      ...encryptedAndRunning,
      disable,
      see(attach(), {
        ...keyRevoked,
        record: { errorCode: 'Client.CustomerKeyHasBeenRevoked', responseElements: null },
      }),
    ],
  ];
  yield [
    'refused-attach-grant',
    'A refused attachment leaves the record of the CreateGrant that KMS refused',
    assumed(sources.labDataVolume),
    [
      ...makeKey(),
      ...encryptedAndRunning,
      disable,
      see(attach(), { ...keyRevoked, kmsRecords: [failed('CreateGrant')] }),
    ],
  ];
  yield [
    'refused-start-recorded',
    'A start under a disabled key is recorded as a success, then the CreateGrant that says which key is disabled',
    recorded(sources.labRootVolume),
    [
      ...makeKey(),
      ...runningUnder,
      ...stopped(),
      disable,
      see(
        instances('StartInstances'),
        ok(undefined, {
          record: { errorCode: { $absent: true } },
          kmsRecords: [failed('CreateGrant')],
        }),
      ),
      soonInstance(START_REFUSED),
    ],
  ];
  yield [
    'refused-volume-recorded',
    'CreateVolume under a disabled key is recorded as a success, then the GenerateDataKeyWithoutPlaintext that KMS refused',
    assumed(sources.events),
    [
      ...makeKey(),
      disable,
      see(
        createVolume(under()),
        ok(undefined, {
          record: { errorCode: { $absent: true }, responseElements: { $open: true, status: 'creating' } },
          kmsRecords: [failed('GenerateDataKeyWithoutPlaintext')],
        }),
      ),
      { elapse: { seconds: 30 } },
    ],
  ];
}
