/** The EBS direct APIs: snapshots written and read block by block, encrypted where they should be. */
import { utf8 } from '../../../model/bytes.ts';
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import {
  ebs,
  ec2,
  eventually,
  kms,
  ok,
  open,
  type PlannedInput,
  type Row,
  type Step,
  see,
  slug,
  tableOf,
} from '../telling.ts';
import {
  BLOCK_BYTES,
  block,
  blockOf,
  checksumOf,
  complete,
  firstBlock,
  listBlocks,
  SECRET,
  startSnapshot,
  writtenSnapshot,
} from './direct.ts';
import { directPage, sources } from './sources.ts';
import {
  copySnapshot,
  createVolume,
  describeSnapshot,
  snapshotId,
  theSnapshot,
  under,
  untilCompleted,
  untilVolume,
} from './words.ts';

/** The table. */
export const ec2Blocks: BehaviourTable = tableOf(
  'ec2/blocks',
  'EBS direct APIs: writing and reading the blocks of snapshots',
  'ebs',
  function* () {
    yield* writing();
    yield* reading();
    yield* refusals();
  },
);

const encrypted: PlannedInput = { Encrypted: true, KmsKeyArn: KEY };
/** The block comes back as it was written, with its checksum. */
const secret = ok({
  BlockData: blockOf(SECRET),
  DataLength: BLOCK_BYTES,
  Checksum: checksumOf(blockOf(SECRET)),
  ChecksumAlgorithm: 'SHA256',
});

function* writing(): Generator<Row> {
  const here = documented(sources.directWriting);
  yield [
    'start',
    'StartSnapshot answers pending, with the size of a block and the key by its ARN',
    documented(directPage('StartSnapshot')),
    [
      ...makeKey(),
      see(startSnapshot(encrypted), ok({ Status: 'pending', BlockSize: BLOCK_BYTES, VolumeSize: 1, KmsKeyArn: KEY })),
    ],
  ];
  yield [
    'start-plain',
    'StartSnapshot without encryption shows no key',
    documented(directPage('StartSnapshot')),
    [see(startSnapshot(), ok({ Status: 'pending', KmsKeyArn: { $absent: true } }))],
  ];
  yield [
    'start-by-default',
    'StartSnapshot follows encryption by default',
    documented(sources.directPermissions),
    [
      ec2('EnableEbsEncryptionByDefault'),
      see(startSnapshot(), ok({ KmsKeyArn: { $like: '^arn:aws:kms:' } })),
      ec2('DisableEbsEncryptionByDefault'),
    ],
  ];
  yield [
    'start-with-default-key',
    'StartSnapshot with Encrypted and no key takes the default key',
    documented(directPage('StartSnapshot')),
    [see(startSnapshot({ Encrypted: true }), ok({ KmsKeyArn: { $like: '^arn:aws:kms:' } }))],
  ];
  yield [
    'put',
    'PutSnapshotBlock answers with the checksum of the block',
    documented(directPage('PutSnapshotBlock')),
    [
      ...makeKey(),
      startSnapshot(encrypted),
      see(block(0, SECRET), ok({ Checksum: checksumOf(blockOf(SECRET)), ChecksumAlgorithm: 'SHA256' })),
    ],
  ];
  yield [
    'complete',
    'CompleteSnapshot answers pending; then the snapshot is complete, encrypted under its key',
    documented(directPage('CompleteSnapshot')),
    [
      ...makeKey(),
      startSnapshot(encrypted),
      block(0, SECRET),
      see(complete(1), ok({ Status: 'pending' })),
      eventually(describeSnapshot(), theSnapshot({ State: 'completed', Encrypted: true, KmsKeyId: KEY })),
    ],
  ];
  yield [
    'from-parent',
    'A snapshot begun from another has its blocks, its key and its data key, and lists what changed',
    here,
    [
      ...makeKey(),
      ...writtenSnapshot(),
      { ...describeSnapshot(), name: 'parent' },
      see(
        startSnapshot({ ParentSnapshotId: snapshotId() }, { name: 'child' }),
        ok({ KmsKeyArn: KEY, ParentSnapshotId: snapshotId() }),
      ),
      block(7, utf8('new'), { SnapshotId: snapshotId('child') }),
      ebs('CompleteSnapshot', { SnapshotId: snapshotId('child'), ChangedBlocksCount: 1 }),
      untilCompleted('child'),
      see(
        ebs('ListChangedBlocks', { FirstSnapshotId: snapshotId(), SecondSnapshotId: snapshotId('child') }),
        ok({ ChangedBlocks: [{ BlockIndex: 7, SecondBlockToken: { $is: 'text' } }] }),
      ),
      see(
        describeSnapshot('child'),
        ok(theSnapshot({ DataEncryptionKeyId: { $ref: 'parent.Snapshots.0.DataEncryptionKeyId' } })),
      ),
      listBlocks(snapshotId('child')),
      see(firstBlock(snapshotId('child')), secret),
    ],
  ];
}

function* reading(): Generator<Row> {
  const here = documented(sources.directReading);
  for (const [how, members] of [
    ['an encrypted', encrypted],
    ['a plain', {}],
  ] as const)
    yield [
      `read-back-${slug(how)}`,
      `What was written to ${how} snapshot is listed and read back`,
      here,
      [
        ...makeKey(),
        ...writtenSnapshot(members),
        see(listBlocks(), ok({ Blocks: [{ BlockIndex: 0, BlockToken: { $is: 'text' } }], VolumeSize: 1 })),
        see(firstBlock(), secret),
      ],
    ];
  const readAgain = (name: string): readonly Step[] => [
    listBlocks(snapshotId(name)),
    see(firstBlock(snapshotId(name)), secret),
  ];
  yield [
    'read-back-through-copy',
    'A copy under another key reads back the same bytes, and so does its source',
    here,
    [
      ...makeKey(),
      otherKey,
      ...writtenSnapshot(),
      copySnapshot(under(OTHER_KEY)),
      untilCompleted('copy'),
      ...readAgain('copy'),
      ...readAgain('snapshot'),
    ],
  ];
  yield [
    'read-back-through-volume',
    'An encrypted volume of a plain snapshot gives back the same bytes, and the snapshot stays as it was',
    here,
    [
      ...makeKey(),
      ...writtenSnapshot({}),
      createVolume({ SnapshotId: snapshotId(), ...under() }),
      untilVolume('available'),
      ec2('CreateSnapshot', { VolumeId: { $ref: 'volume.VolumeId' } }, { name: 'again' }),
      untilCompleted('again'),
      see(describeSnapshot('again'), ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
      ...readAgain('again'),
      see(describeSnapshot(), ok(theSnapshot({ Encrypted: false }))),
      ...readAgain('snapshot'),
    ],
  ];
  yield [
    'read-after-enable',
    'What could not be read while the key was disabled reads back once it is enabled',
    assumed(sources.directReading),
    [
      ...makeKey(),
      ...writtenSnapshot(),
      listBlocks(),
      kms('DisableKey', { KeyId: KEY }),
      see(firstBlock(), { answers: ['ValidationException'], status: 400 }),
      kms('EnableKey', { KeyId: KEY }),
      see(firstBlock(), secret),
    ],
  ];
  // The same block everywhere: hashing a hundred different ones would take long.
  const filled = block(0, SECRET);
  yield [
    'pages',
    'ListSnapshotBlocks lists in pages',
    documented(directPage('ListSnapshotBlocks')),
    [
      startSnapshot(),
      ...Array.from({ length: 101 }, (_, BlockIndex) => ({ ...filled, input: { ...filled.input, BlockIndex } })),
      complete(101),
      untilCompleted(),
      see(
        ebs('ListSnapshotBlocks', { SnapshotId: snapshotId(), MaxResults: 100 }, { name: 'page' }),
        ok({ Blocks: { $length: 100 }, NextToken: { $is: 'text' } }),
      ),
      see(
        ebs('ListSnapshotBlocks', {
          SnapshotId: snapshotId(),
          MaxResults: 100,
          NextToken: { $ref: 'page.NextToken' },
        }),
        ok({ Blocks: [open({ BlockIndex: 100 })], NextToken: { $absent: true } }),
      ),
    ],
  ];
}

const invalid: Expectation = { answers: ['ValidationException'], status: 400 };

function* refusals(): Generator<Row> {
  const rows: readonly (readonly [string, readonly Step[], PlannedCall, Expectation, string?])[] = [
    ['a block with the checksum of another', [startSnapshot()], wrongChecksum(), invalid],
    ['a block that is not on the disk', [startSnapshot()], block(2048, utf8('x')), invalid],
    ['a block in a complete snapshot', writtenSnapshot({}), block(1, utf8('x')), invalid],
    ['a block of another length', [startSnapshot()], shortBlock(), invalid],
    [
      'to complete with another number of blocks',
      [startSnapshot()],
      complete(5),
      { answers: ['ConflictException', 'ValidationException'] },
    ],
    ['to list a snapshot that is not complete', [startSnapshot()], listBlocks(), invalid],
    [
      'the block token of another snapshot',
      [...writtenSnapshot({}), listBlocks(), startSnapshot({}, { name: 'other' }), ...completeOther()],
      firstBlock(snapshotId('other')),
      invalid,
    ],
    [
      'to compare snapshots that are not related',
      [...writtenSnapshot({}), startSnapshot({}, { name: 'other' }), ...completeOther()],
      ebs('ListChangedBlocks', { FirstSnapshotId: snapshotId(), SecondSnapshotId: snapshotId('other') }),
      invalid,
    ],
    ['a key without Encrypted', makeKey(), startSnapshot({ KmsKeyArn: KEY }), invalid],
    [
      'encryption beside a parent',
      writtenSnapshot({}),
      startSnapshot({ ParentSnapshotId: snapshotId(), Encrypted: true }, { name: 'child' }),
      invalid,
    ],
    [
      'a snapshot that does not exist',
      [],
      listBlocks('snap-00000000000000001'),
      { answers: ['ResourceNotFoundException'], status: 404 },
    ],
  ];
  for (const [what, situation, call, refusal] of rows)
    yield [
      `refuses-${slug(what)}`,
      `${call.operation} refuses ${what}`,
      documented(directPage(call.operation)),
      [...situation, see(call, { ...refusal, kmsRecords: [] })],
    ];
  yield [
    'time-out',
    'A snapshot that nobody writes to in time fails',
    documented(directPage('StartSnapshot')),
    [
      startSnapshot({ Timeout: 10 }),
      see(describeSnapshot(), ok(theSnapshot({ State: 'pending' }))),
      eventually(describeSnapshot(), theSnapshot({ State: 'error' }), { within: { minutes: 20 } }),
    ],
  ];
  const events: readonly (readonly [string, string, readonly Step[], PlannedCall])[] = [
    ['StartSnapshot', 'Management', [], startSnapshot()],
    ['PutSnapshotBlock', 'Data', [startSnapshot()], block(0, SECRET)],
    ['CompleteSnapshot', 'Management', [startSnapshot()], complete(0)],
    ['ListSnapshotBlocks', 'Data', writtenSnapshot({}), listBlocks()],
    ['GetSnapshotBlock', 'Data', [...writtenSnapshot({}), listBlocks()], firstBlock()],
  ];
  for (const [name, eventCategory, situation, call] of events)
    yield [
      `event-${slug(name)}`,
      `${name} is a ${eventCategory.toLowerCase()} event`,
      documented('https://docs.aws.amazon.com/ebs/latest/userguide/logging-ebs-apis-using-cloudtrail.html'),
      [
        ...situation,
        see(call, ok(undefined, { record: { eventCategory, managementEvent: eventCategory === 'Management' } })),
      ],
    ];
}

function wrongChecksum(): PlannedCall {
  return block(0, SECRET, { Checksum: checksumOf(blockOf(utf8('another'))) });
}

function shortBlock(): PlannedCall {
  const BlockData: PlannedValue = new Uint8Array(512);
  return block(0, SECRET, { BlockData, DataLength: 512, Checksum: checksumOf(BlockData as Uint8Array) });
}

function completeOther(): readonly Step[] {
  return [ebs('CompleteSnapshot', { SnapshotId: snapshotId('other'), ChangedBlocksCount: 0 }), untilCompleted('other')];
}
