/** What services do for themselves, and what other accounts do, as records name them. */
import { documented } from '../../../model/evidence.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../../people.ts';
import type { Expectation } from '../behaviour.ts';
import { into, KEY, letIn, makeKey } from '../keyUnderTest.ts';
import { kms, ok, open, type PlannedInput, type Row, type Step, see, slug } from '../telling.ts';
import { encrypt, GUID } from './calls.ts';
import { found, lookUp, sources } from './words.ts';

const event = (eventName: string, more: PlannedInput = {}): Expectation =>
  found(
    { EventName: eventName, EventSource: 'kms.amazonaws.com' },
    {
      eventType: 'AwsServiceEvent',
      sourceIPAddress: 'AWS Internal',
      userAgent: 'AWS Internal',
      userIdentity: open({ invokedBy: 'AWS Internal' }),
      requestParameters: null,
      readOnly: false,
      ...more,
    },
  );

/** Events of services. */
export function* serviceEvents(): Generator<Row> {
  const aboutKey = { resources: [open({ ARN: KEY, type: 'AWS::KMS::Key' })] };
  const events: readonly (readonly [string, string, readonly Step[]])[] = [
    ['DeleteKey', 'the end of the waiting period', [...makeKey(), ...into('Deleted')]],
    ['RotateKey', 'a rotation', [...makeKey(), kms('RotateKeyOnDemand', { KeyId: KEY }), { elapse: { minutes: 5 } }]],
  ];
  for (const [name, what, steps] of events)
    yield [
      `service-event-${slug(name)}`,
      `${what} leaves the service event ${name}, made by AWS Internal, about the key`,
      documented(sources.kmsEvent(name === 'DeleteKey' ? 'delete-key' : 'rotatekey')),
      [...steps, see(lookUp('EventName', name), event(name, aboutKey))],
    ];
  yield [
    'service-event-synchronize',
    'Replicas are synchronised with their primary key in a call that AWS makes for itself, SynchronizeMultiRegionKey',
    documented(sources.kmsEvent('synchronize-multi-region-key')),
    [
      kms('CreateKey', { MultiRegion: true }, { name: 'key' }),
      kms('ReplicateKey', { KeyId: KEY, ReplicaRegion: 'eu-west-1' }, { name: 'replica' }),
      { elapse: { minutes: 1 } },
      kms('RotateKeyOnDemand', { KeyId: KEY }),
      { elapse: { minutes: 5 } },
      see(
        lookUp('EventName', 'SynchronizeMultiRegionKey'),
        event('SynchronizeMultiRegionKey', { ...aboutKey, eventType: 'AwsApiCall' }),
      ),
    ],
  ];
  yield [
    'service-event-rotation-by-itself',
    'Automatic rotation leaves the service event RotateKey too',
    documented(sources.kmsEvent('rotatekey')),
    [
      ...makeKey(),
      kms('EnableKeyRotation', { KeyId: KEY, RotationPeriodInDays: 90 }),
      { elapse: { days: 91 } },
      see(lookUp('EventName', 'RotateKey'), event('RotateKey', aboutKey)),
    ],
  ];
}

const outsider = { caller: 'outsider' };

const mine = (record: PlannedInput) => found({ EventName: 'Encrypt' }, record);

/** Calls across accounts. */
export function* acrossAccounts(): Generator<Row> {
  const used: readonly Step[] = [...makeKey(), letIn, { ...encrypt(), ...outsider }];
  const history = lookUp('EventName', 'Encrypt');
  yield [
    'cross-account-owner',
    'A call from another account that succeeds is shown to the owner of the key, with the caller as an account',
    documented(sources.kms),
    [
      ...used,
      see(
        history,
        mine({
          recipientAccountId: ACCOUNT,
          sharedEventID: GUID,
          userIdentity: open({ type: 'AWSAccount', accountId: OTHER_ACCOUNT }),
        }),
      ),
    ],
  ];
  yield [
    'cross-account-caller',
    'The caller’s account has a copy that names the user',
    documented(sources.kms),
    [
      ...used,
      see(
        { ...history, ...outsider },
        mine({
          recipientAccountId: OTHER_ACCOUNT,
          sharedEventID: GUID,
          userIdentity: open({ type: 'IAMUser', userName: 'outsider' }),
        }),
      ),
    ],
  ];
  yield [
    'cross-account-same-event',
    'Both copies have one sharedEventID and an eventID each',
    documented(sources.contents),
    [
      ...used,
      { elapse: { minutes: 20 } },
      { ...history, name: 'owner' },
      see(
        { ...history, ...outsider },
        ok({ Events: [open({ EventId: { $not: { $ref: 'owner.Events.0.EventId' } } })] }),
      ),
    ],
  ];
  yield [
    'cross-account-denial',
    'A denied call from another account is shown to the caller’s account only',
    documented(sources.kms),
    [
      ...makeKey(),
      see({ ...encrypt(), ...outsider }, { answers: ['AccessDeniedException'], status: 400 }),
      see({ ...history, ...outsider }, mine({ errorCode: 'AccessDenied' })),
      see(history, ok({ Events: [] })),
    ],
  ];
}
