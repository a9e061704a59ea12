/** Whether a new volume, a copy or a disk of a launch is encrypted, and under which key: the table of AWS's guide. */
import type { PlannedValue } from '../../contract.ts';
import type { Behaviour, BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  ec2,
  eventually,
  graded,
  kms,
  ok,
  open,
  type PlannedInput,
  refused,
  rowsOf,
  type Step,
  see,
  slug,
  tell,
} from '../telling.ts';
import { sources } from './sources.ts';
import {
  copySnapshot,
  createVolume,
  describeSnapshot,
  describeVolume,
  disk,
  instanceId,
  launch,
  publicImage,
  snapshot,
  snapshotId,
  theSnapshot,
  theVolume,
  under,
  untilInstance,
  volume,
} from './words.ts';

/** What makes a disk. */
const makers = ['CreateVolume', 'CopySnapshot', 'RunInstances'] as const;
type Maker = (typeof makers)[number];

/** By what a request says, what it is made from, and what the account's default is. */
export const ec2Decisions: BehaviourTable = {
  id: 'ec2/encryption',
  title: 'EBS: which key a volume, a copy and a disk of a launch get',
  columns: makers,
  legend:
    'plain unencrypted · source the key of the snapshot · named the key of the request · managed aws/ebs\n' +
    'own the default key that the account chose · needs refused, for a key needs Encrypted\n' +
    'stays refused, for encryption is never removed.',
  behaviours: cells,
};

/** `by default`: whether the account encrypts by default, and whether it chose a default key of its own. */
const TABLE = `
from            | Encrypted | KmsKeyId | by default | CreateVolume | CopySnapshot | RunInstances
nothing         | -         | -        | off        | plain        | -            | plain
nothing         | -         | -        | on         | managed      | -            | managed
nothing         | -         | -        | on, own    | own          | -            | own
nothing         | -         | -        | off, own   | plain        | -            | plain
nothing         | true      | -        | off        | managed      | -            | managed
nothing         | true      | -        | off, own   | own          | -            | own
nothing         | true      | -        | on         | managed      | -            | managed
nothing         | true      | given    | off        | named        | -            | named
nothing         | true      | given    | on         | named        | -            | named
nothing         | true      | given    | on, own    | named        | -            | named
nothing         | -         | given    | off        | needs+       | -            | needs+
nothing         | false     | given    | off        | needs+       | -            | needs+
nothing         | -         | given    | on         | named?       | -            | needs?
nothing         | false     | -        | off        | plain        | -            | plain
nothing         | false     | -        | on         | managed?     | -            | managed?
plain snapshot  | -         | -        | off        | plain        | plain        | plain
plain snapshot  | -         | -        | on         | managed      | managed      | managed
plain snapshot  | -         | -        | on, own    | own          | own          | own
plain snapshot  | true      | -        | off        | managed      | managed      | managed
plain snapshot  | true      | -        | off, own   | own          | own          | own
plain snapshot  | true      | given    | off        | named        | named        | named
plain snapshot  | true      | given    | on, own    | named        | named        | named
plain snapshot  | -         | given    | off        | needs+       | needs+       | needs+
plain snapshot  | false     | -        | off        | plain        | stays        | plain
encrypted snapshot | -         | -        | off        | source       | source       | source
encrypted snapshot | -         | -        | on         | source       | source       | source
encrypted snapshot | -         | -        | on, own    | source       | source       | source
encrypted snapshot | true      | -        | off        | source       | source       | source
encrypted snapshot | true      | -        | on, own    | source       | source       | source
encrypted snapshot | true      | given    | off        | named        | named        | named
encrypted snapshot | true      | given    | on, own    | named        | named        | named
encrypted snapshot | -         | given    | off        | needs+       | needs+       | needs+
encrypted snapshot | false     | -        | off        | stays?       | stays        | stays?
encrypted snapshot | false     | -        | on         | stays?       | stays        | stays?
`;

type Row = Record<'from' | 'Encrypted' | 'KmsKeyId' | 'by default' | Maker, string>;

function* cells(): Generator<Behaviour> {
  for (const row of rowsOf<keyof Row>(TABLE))
    for (const maker of makers) if (row[maker] !== '-') yield cell(row, maker);
}

const words: Readonly<Record<string, string>> = {
  plain: 'nothing encrypted',
  source: 'the key of the snapshot',
  named: 'the key of the request',
  managed: 'the AWS managed key',
  own: 'the default key that the account chose',
  needs: 'a refusal: a key needs Encrypted',
  stays: 'a refusal: encryption is never removed',
};

function cell(row: Row, maker: Maker): Behaviour {
  const { word, grade } = graded(row[maker]);
  const asked = row.Encrypted === '-' ? '' : `, Encrypted ${row.Encrypted}`;
  const named = row.KmsKeyId === '-' ? '' : ', a key';
  const situation = `${row.from}${asked}${named}, by default ${row['by default']}`;
  return tell(
    {
      id: `ec2/encryption/${maker}/${slug(situation)}`,
      service: 'ec2',
      behaviour: `${maker} of ${situation} gives ${words[word]}`,
      grade,
      source: grade === 'reported' ? sources.keyWithoutEncrypted : sources.examples,
      cell: { row: situation, column: maker, says: word },
    },
    [...situationOf(row), ...makings[maker](request(row), expected(word)), ...undo(row)],
  );
}

/** The default key that the account chose. */
const CHOSEN: PlannedValue = { $ref: 'chosen.KeyMetadata.Arn' };

function situationOf(row: Row): readonly Step[] {
  const byDefault = row['by default'];
  return [
    ...makeKey(),
    otherKey,
    ...(row.from === 'nothing' ? [] : [...volume(row.from === 'encrypted snapshot' ? under() : {}), ...snapshot()]),
    ...(byDefault.endsWith('own')
      ? [kms('CreateKey', {}, { name: 'chosen' }), ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: CHOSEN })]
      : []),
    ...(byDefault.startsWith('on') ? [ec2('EnableEbsEncryptionByDefault')] : []),
  ];
}

/** The account is left as it was. */
function undo(row: Row): readonly Step[] {
  const byDefault = row['by default'];
  return [
    ...(byDefault.startsWith('on') ? [ec2('DisableEbsEncryptionByDefault')] : []),
    ...(byDefault.endsWith('own') ? [ec2('ResetEbsDefaultKmsKeyId')] : []),
  ];
}

const request = (row: Row): PlannedInput => ({
  ...(row.from === 'nothing' ? {} : { SnapshotId: snapshotId() }),
  ...(row.Encrypted === '-' ? {} : { Encrypted: row.Encrypted === 'true' }),
  ...(row.KmsKeyId === '-' ? {} : { KmsKeyId: OTHER_KEY }),
});

/** How the disk shows, or the refusal. */
function expected(word: string): PlannedInput | Expectation {
  if (word === 'needs')
    return refused(
      400,
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  if (word === 'stays') return refused(400, 'InvalidParameterValue');
  if (word === 'plain') return { Encrypted: false, KmsKeyId: { $absent: true } };
  const keys: Readonly<Record<string, PlannedValue>> = {
    source: KEY,
    named: OTHER_KEY,
    own: CHOSEN,
    managed: { $like: '^arn:aws:kms:[^:]+:[0-9]{12}:key/' },
  };
  return { Encrypted: true, KmsKeyId: keys[word] as PlannedValue };
}

const isRefusal = (wanted: PlannedInput | Expectation): wanted is Expectation => 'answers' in wanted;

/** The key that the AWS managed alias stands for is EBS's own. */
const managed = (wanted: PlannedInput, at: string): readonly Step[] =>
  typeof wanted.KmsKeyId === 'object' && wanted.KmsKeyId !== null && '$like' in wanted.KmsKeyId
    ? [see(kms('DescribeKey', { KeyId: { $ref: at } }), ok({ KeyMetadata: open({ KeyManager: 'AWS' }) }))]
    : [];

const makings: Readonly<Record<Maker, (members: PlannedInput, wanted: PlannedInput | Expectation) => readonly Step[]>> =
  {
    CreateVolume(members, wanted) {
      const call = createVolume(members, { name: 'made' });
      if (isRefusal(wanted)) return [see(call, wanted)];
      const shown = describeVolume('made', { name: 'seen' });
      return [
        see(call, ok({ State: 'creating', Encrypted: wanted.Encrypted as boolean })),
        eventually(shown, theVolume({ State: 'available', ...wanted })),
        ...managed(wanted, 'seen.Volumes.0.KmsKeyId'),
      ];
    },
    CopySnapshot({ SnapshotId: _, ...members }, wanted) {
      const call = copySnapshot(members);
      if (isRefusal(wanted)) return [see(call, wanted)];
      const shown = describeSnapshot('copy', { name: 'seen' });
      return [
        see(call, ok()),
        eventually(shown, theSnapshot({ State: 'completed', ...wanted })),
        ...managed(wanted, 'seen.Snapshots.0.KmsKeyId'),
      ];
    },
    RunInstances(members, wanted) {
      const call = launch(disk('/dev/sdf', { VolumeSize: 1, ...members }));
      if (isRefusal(wanted)) return [publicImage, see(call, wanted)];
      const Filters = [
        { Name: 'attachment.instance-id', Values: [instanceId()] },
        { Name: 'attachment.device', Values: ['/dev/sdf'] },
      ];
      return [
        publicImage,
        see(call, ok()),
        untilInstance('running'),
        see(ec2('DescribeVolumes', { Filters }, { name: 'seen' }), ok(theVolume({ State: 'in-use', ...wanted }))),
        ...managed(wanted, 'seen.Volumes.0.KmsKeyId'),
      ];
    },
  };
