/** Snapshots shared with another account, with and without a key policy to match. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import { ACCOUNT, OTHER_ACCOUNT } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  refused,
  type Step,
  see,
  slug,
  tableOf,
  until,
} from '../telling.ts';
import { sources } from './sources.ts';
import {
  copySnapshot,
  createVolume,
  describeSnapshot,
  describeVolume,
  SOON,
  snapshot,
  snapshotId,
  theSnapshot,
  theVolume,
  under,
  vanishes,
  volume,
} from './words.ts';

/** The table. */
export const ec2Sharing: BehaviourTable = tableOf(
  'ec2/sharing',
  'EBS: snapshots shared with another account',
  'ec2',
  function* () {
    yield* permissions();
    yield* uses();
    yield* keysOfOthers();
  },
);

/** The administrator of the other account. */
const outsider = { caller: 'outsider' } as const;
const root = (account: string): PlannedValue => `arn:aws:iam::${account}:root`;

/** A key policy that lets accounts in, each to do everything. */
const lettingIn = (...accounts: readonly string[]): PlannedInput => ({
  $json: {
    Version: '2012-10-17',
    Statement: accounts.map((account) => ({
      Effect: 'Allow',
      Principal: { AWS: root(account) },
      Action: 'kms:*',
      Resource: '*',
    })),
  },
});

const share = (members: PlannedInput): PlannedCall =>
  ec2('ModifySnapshotAttribute', { SnapshotId: snapshotId(), Attribute: 'createVolumePermission', ...members });
const shareWith = share({ OperationType: 'add', UserIds: [OTHER_ACCOUNT] });

const letsIn = kms('CreateKey', { Policy: lettingIn(ACCOUNT, OTHER_ACCOUNT) }, { name: 'key' });
const letsNobodyIn = kms('CreateKey', { Policy: lettingIn(ACCOUNT) }, { name: 'key' });

/** A shared snapshot under a key. */
const shared = (key: PlannedCall): Step[] => [key, ...volume(under()), ...snapshot(), shareWith];
const plainShared: Step[] = [...volume(), ...snapshot(), shareWith];
/** A key of the other account. */
const theirKey = kms('CreateKey', {}, { name: 'theirs', ...outsider });
const THEIRS: PlannedValue = { $ref: 'theirs.KeyMetadata.Arn' };
const inTheirAccount: PlannedValue = { $like: `^arn:aws:kms:[^:]+:${OTHER_ACCOUNT}:key/` };

const theirVolume = (members: PlannedInput = {}): PlannedCall =>
  createVolume({ SnapshotId: snapshotId(), ...members }, { name: 'theirVolume', ...outsider });
const theirCopy = (members: PlannedInput = {}): PlannedCall => copySnapshot(members, { name: 'copy', ...outsider });

function* permissions(): Generator<Row> {
  const here = documented(sources.sharing);
  yield [
    'seen-by-the-other',
    'A shared snapshot is seen by the other account, with its owner and its key',
    here,
    [
      ...shared(letsIn),
      see(
        describeSnapshot('snapshot', outsider),
        ok(theSnapshot({ OwnerId: ACCOUNT, Encrypted: true, KmsKeyId: KEY })),
      ),
    ],
  ];
  yield [
    'who-may-use-it',
    'DescribeSnapshotAttribute tells its owner who may use a snapshot',
    here,
    [
      ...shared(letsIn),
      see(
        ec2('DescribeSnapshotAttribute', { SnapshotId: snapshotId(), Attribute: 'createVolumePermission' }),
        ok({ CreateVolumePermissions: [{ UserId: OTHER_ACCOUNT }] }),
      ),
    ],
  ];
  for (const [what, call] of [
    ['DescribeSnapshots', describeSnapshot('snapshot', outsider)],
    ['CreateVolume', theirVolume()],
    ['CopySnapshot', theirCopy()],
  ] as const)
    yield [
      `not-shared-${slug(what)}`,
      `A snapshot that is not shared does not exist for the ${what} of another account`,
      here,
      [letsIn, ...volume(under()), ...snapshot(), see(call, refused(400, 'InvalidSnapshot.NotFound'))],
    ];
  yield [
    'taken-back',
    'A snapshot whose sharing is taken back does not exist for the other account any more',
    here,
    [
      ...shared(letsIn),
      share({ OperationType: 'remove', UserIds: [OTHER_ACCOUNT] }),
      see(theirCopy(), refused(400, 'InvalidSnapshot.NotFound')),
    ],
  ];
  yield [
    'deleted-by-its-owner-only',
    'Another account does not delete a snapshot that is shared with it',
    here,
    [
      ...shared(letsIn),
      see(ec2('DeleteSnapshot', { SnapshotId: snapshotId() }, outsider), {
        answers: ['InvalidSnapshot.NotFound', 'AuthFailure', 'UnauthorizedOperation'],
      }),
    ],
  ];
  yield [
    'managed-key-not-shared',
    'A snapshot under the AWS managed key is not shared',
    here,
    [
      ...volume({ Encrypted: true }),
      ...snapshot(),
      see(shareWith, {
        ...refused(400, 'OperationNotPermitted', 'Encrypted snapshots with EBS default key cannot be shared'),
        messageGrade: 'reported',
      }),
    ],
  ];
  const everybody = share({ OperationType: 'add', GroupNames: ['all'] });
  yield [
    'encrypted-not-public',
    'An encrypted snapshot is not made public',
    here,
    [
      letsIn,
      ...volume(under()),
      ...snapshot(),
      see(everybody, { answers: ['UnsupportedOperation', 'OperationNotPermitted'], status: 400 }),
    ],
  ];
  yield [
    'plain-made-public',
    'An unencrypted snapshot is made public, and then everybody sees it',
    here,
    [
      ...volume(),
      ...snapshot(),
      see(everybody, ok()),
      see(describeSnapshot('snapshot', outsider), ok(theSnapshot({ Encrypted: false }))),
    ],
  ];
}

function* uses(): Generator<Row> {
  const here = documented(sources.sharing);
  yield [
    'plain-shared-needs-no-key',
    'Of an unencrypted shared snapshot the other account makes unencrypted volumes, without any key',
    here,
    [
      ...plainShared,
      see(theirVolume(), ok({ Encrypted: false }, { kmsRecords: [] })),
      eventually(describeVolume('theirVolume', outsider), theVolume({ State: 'available' })),
    ],
  ];
  yield [
    'volume-under-their-default',
    'A volume of a shared encrypted snapshot is under the default key of the account that makes it',
    documented(sources.examples),
    [
      ...shared(letsIn),
      see(theirVolume(), ok({ Encrypted: true })),
      eventually(
        describeVolume('theirVolume', outsider),
        theVolume({ State: 'available', Encrypted: true, KmsKeyId: inTheirAccount }),
      ),
    ],
  ];
  yield [
    'volume-under-their-key',
    'A volume of a shared encrypted snapshot is under the key that is asked for',
    documented(sources.examples),
    [
      ...shared(letsIn),
      theirKey,
      theirVolume(under(THEIRS)),
      eventually(describeVolume('theirVolume', outsider), theVolume({ State: 'available', KmsKeyId: THEIRS })),
    ],
  ];
  yield [
    'copy-under-their-key',
    'A copy of a shared encrypted snapshot belongs to the account that makes it, under its own key',
    documented(sources.copying),
    [
      ...shared(letsIn),
      theirKey,
      theirCopy(under(THEIRS)),
      eventually(
        describeSnapshot('copy', outsider),
        theSnapshot({ State: 'completed', OwnerId: OTHER_ACCOUNT, KmsKeyId: THEIRS }),
      ),
    ],
  ];
  yield [
    'copy-under-their-default',
    'A copy that names no key is under the default key of the account that makes it',
    assumed(sources.copying),
    [
      ...shared(letsIn),
      theirCopy(),
      eventually(describeSnapshot('copy', outsider), theSnapshot({ State: 'completed', KmsKeyId: inTheirAccount })),
    ],
  ];
  const stays: readonly (readonly [string, PlannedCall])[] = [
    ['CreateVolume', theirVolume({ Encrypted: false })],
    ['CopySnapshot', theirCopy({ Encrypted: false })],
  ];
  for (const [operation, call] of stays)
    yield [
      `encryption-stays-${slug(operation)}`,
      `${operation} of another account does not remove the encryption of a shared snapshot`,
      documented(sources.encryption),
      [...shared(letsIn), see(call, refused(400, 'InvalidParameterValue'))],
    ];
}

/** The key of the snapshot belongs to its owner, who decides by the policy. */
function* keysOfOthers(): Generator<Row> {
  const fails = eventually(
    describeSnapshot('copy', outsider),
    theSnapshot({ State: 'error', StateMessage: 'Given key ID is not accessible' }),
    { within: SOON },
  );
  yield [
    'copy-without-key-policy',
    'A copy by an account that the key policy does not let in stays in error',
    documented(sources.sharing),
    [...shared(letsNobodyIn), theirKey, see(theirCopy(under(THEIRS)), ok()), fails],
  ];
  yield [
    'volume-without-key-policy',
    'A volume by an account that the key policy does not let in vanishes',
    documented(sources.sharing),
    [...shared(letsNobodyIn), see(theirVolume(), ok({ State: 'creating' })), vanishes('theirVolume', outsider)],
  ];
  yield [
    'policy-changed-later',
    'Once the key policy lets the other account in, the same copy succeeds',
    assumed(sources.sharing),
    [
      ...shared(letsNobodyIn),
      theirKey,
      theirCopy(under(THEIRS)),
      fails,
      kms('PutKeyPolicy', { KeyId: KEY, Policy: lettingIn(ACCOUNT, OTHER_ACCOUNT) }),
      copySnapshot(under(THEIRS), { name: 'again', ...outsider }),
      eventually(describeSnapshot('again', outsider), theSnapshot({ State: 'completed' })),
    ],
  ];
  const disable = kms('DisableKey', { KeyId: KEY });
  yield [
    'owner-cuts-off',
    'When the owner disables the key, the other account makes nothing of the shared snapshot any more',
    assumed(sources.sharing),
    [...shared(letsIn), disable, see(theirVolume(), ok()), vanishes('theirVolume', outsider)],
  ];
  yield [
    'own-copy-lives',
    'The other account’s own copy lives on when the owner disables the key',
    documented(sources.copying),
    [
      ...shared(letsIn),
      theirKey,
      theirCopy(under(THEIRS)),
      until(describeSnapshot('copy', outsider), theSnapshot({ State: 'completed' })),
      disable,
      createVolume({ SnapshotId: snapshotId('copy') }, { name: 'theirVolume', ...outsider }),
      eventually(describeVolume('theirVolume', outsider), {
        Volumes: [open({ State: 'available', KmsKeyId: THEIRS })],
      }),
    ],
  ];
  yield [
    'used-in-their-name',
    'The copy uses the owner’s key in the name of the other account',
    assumed(sources.requirements),
    [
      ...shared(letsIn),
      theirKey,
      see(
        theirCopy(under(THEIRS)),
        ok(undefined, {
          kmsRecords: [
            { eventName: 'DescribeKey', userIdentity: { $open: true, accountId: OTHER_ACCOUNT } },
            {
              eventName: 'Decrypt',
              userIdentity: { $open: true, accountId: OTHER_ACCOUNT },
              resources: [{ $open: true, ARN: KEY }],
            },
            { eventName: 'CreateGrant', resources: [{ $open: true, ARN: THEIRS }] },
            { eventName: 'GenerateDataKeyWithoutPlaintext', resources: [{ $open: true, ARN: THEIRS }] },
            { eventName: 'Decrypt', resources: [{ $open: true, ARN: THEIRS }] },
            { eventName: 'RetireGrant' },
          ],
        }),
      ),
      eventually(describeSnapshot('copy', outsider), theSnapshot({ State: 'completed' })),
    ],
  ];
}
