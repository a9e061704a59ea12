/** Snapshots in other Regions and other accounts. */
import { documented, reported } from '../../../model/evidence.ts';
import type { Planned, PlannedValue } from '../../contract.ts';
import { OTHER_ACCOUNT } from '../../people.ts';
import { KEY, letIn, makeKey } from '../keyUnderTest.ts';
import { answer, eventually, kms, ok, open, type PlannedInput, type Row, rds, type Step, see } from '../telling.ts';
import { ABROAD, abroad, inClear, KEY_ABROAD, sealed } from './snapshotWords.ts';
import {
  arnOf,
  becomes,
  copy,
  create,
  database,
  describeSnapshot,
  fault,
  plainDatabase,
  restore,
  SNAPSHOT,
  shownSnapshot,
  sources,
  taken,
} from './words.ts';

const fromHere = { SourceDBSnapshotIdentifier: arnOf('snapshot', SNAPSHOT) };

/** Copies from one Region to another. */
export function* regions(): Generator<Row> {
  yield [
    'cross-region-needs-key',
    'A copy of an encrypted snapshot in another Region must name a key of that Region',
    reported('https://github.com/pbudzon/aws-maintenance/issues/5'),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(
        copy(fromHere, { region: ABROAD }),
        answer('400 InvalidParameterValue: Must specify new KMS key for cross region encrypted snapshot copy.'),
      ),
    ],
  ];
  yield [
    'cross-region-key-of-source',
    'The key of the Region that a snapshot comes from will not do in the Region that it goes to',
    documented(sources.copy),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(copy({ ...fromHere, KmsKeyId: KEY }, { region: ABROAD }), {
        answers: ['KMSKeyNotAccessibleFault'],
        status: 400,
      }),
    ],
  ];
  yield [
    'cross-region-copy',
    'With a key of the Region it goes to, an encrypted snapshot is copied: copying, then available under that key',
    documented(sources.copy),
    [
      ...makeKey(),
      abroad,
      ...database(),
      ...taken,
      see(
        copy({ ...fromHere, KmsKeyId: KEY_ABROAD }, { region: ABROAD }),
        ok({ DBSnapshot: open({ Status: 'copying' }) }),
      ),
      eventually(
        describeSnapshot('copy', { region: ABROAD }),
        shownSnapshot({ ...sealed(KEY_ABROAD), Status: 'available', SourceRegion: 'us-east-1' }),
      ),
    ],
  ];
  yield [
    'cross-region-plain',
    'A snapshot without encryption is copied to another Region without a key',
    documented(sources.copy),
    [
      ...plainDatabase,
      ...taken,
      see(copy(fromHere, { region: ABROAD }), ok()),
      eventually(describeSnapshot('copy', { region: ABROAD }), shownSnapshot({ ...inClear, Status: 'available' })),
    ],
  ];
}

/** Snapshots that another account may restore. */
export function* sharing(): Generator<Row> {
  const share = (...ValuesToAdd: string[]) =>
    rds('ModifyDBSnapshotAttribute', { DBSnapshotIdentifier: SNAPSHOT, AttributeName: 'restore', ValuesToAdd });
  const outsider = { caller: 'outsider' };
  const theirs: Planned = kms('CreateKey', {}, { name: 'theirs', ...outsider });
  const THEIR_KEY: PlannedValue = { $ref: 'theirs.KeyMetadata.Arn' };
  const shared: readonly Step[] = [...makeKey(), theirs, ...database(), ...taken, share(OTHER_ACCOUNT)];
  const take = (members: PlannedInput = {}) => copy({ ...fromHere, ...members }, outsider);
  yield [
    'share-encrypted',
    'A snapshot under a customer managed key can be shared with another account',
    documented(sources.share),
    [
      ...makeKey(),
      ...database(),
      ...taken,
      see(share(OTHER_ACCOUNT), ok()),
      see(
        rds('DescribeDBSnapshotAttributes', { DBSnapshotIdentifier: SNAPSHOT }),
        ok({
          DBSnapshotAttributesResult: open({
            DBSnapshotAttributes: [{ AttributeName: 'restore', AttributeValues: [OTHER_ACCOUNT] }],
          }),
        }),
      ),
    ],
  ];
  yield [
    'share-default-key',
    'A snapshot under alias/aws/rds cannot be shared',
    documented(sources.share),
    [
      create({ StorageEncrypted: true }),
      becomes('available'),
      ...taken,
      see(share(OTHER_ACCOUNT), answer('400 InvalidParameterCombination')),
    ],
  ];
  yield [
    'share-public',
    'An encrypted snapshot cannot be made public; one without encryption can',
    documented(sources.share),
    [...makeKey(), ...database(), ...taken, see(share('all'), answer('400 InvalidParameterCombination'))],
  ];
  yield [
    'share-public-plain',
    'A snapshot without encryption can be made public',
    documented(sources.share),
    [...plainDatabase, ...taken, see(share('all'), ok())],
  ];
  yield [
    'shared-copy-needs-key',
    'A copy of an encrypted snapshot that another account shares must name a key',
    documented(sources.copy),
    [...shared, letIn, see(take(), { answers: ['InvalidParameterValue', 'InvalidParameterCombination'], status: 400 })],
  ];
  yield [
    'shared-copy',
    'With leave on the key of the source, the other account copies it under a key of its own',
    documented(sources.share),
    [
      ...shared,
      letIn,
      see(take({ KmsKeyId: THEIR_KEY }), ok()),
      eventually(describeSnapshot('copy', outsider), shownSnapshot({ ...sealed(THEIR_KEY), Status: 'available' })),
    ],
  ];
  yield [
    'shared-copy-without-leave',
    'Without leave on the key of the source, sharing the snapshot is not enough',
    documented(sources.share),
    [...shared, see(take({ KmsKeyId: THEIR_KEY }), fault('source snapshot'))],
  ];
  yield [
    'shared-restore',
    'A database is not restored of a snapshot that is both shared and encrypted: it must be copied first',
    documented(sources.share),
    [
      ...shared,
      letIn,
      see(restore({ DBSnapshotIdentifier: arnOf('snapshot', SNAPSHOT) }, outsider), {
        answers: ['InvalidParameterValue', 'InvalidParameterCombination'],
        status: 400,
      }),
    ],
  ];
  yield [
    'not-shared',
    'Another account does not find a snapshot that is not shared with it',
    documented(sources.share),
    [...makeKey(), ...database(), ...taken, see(take(), answer('404 DBSnapshotNotFound'))],
  ];
}
