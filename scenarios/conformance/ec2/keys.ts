/** How EC2 takes the names of keys, when it looks at them, and which disks share a data key. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { PlannedValue } from '../../contract.ts';
import { ACCOUNT, REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ec2, eventually, kms, ok, type Row, type Step, see, slug, tableOf } from '../telling.ts';
import { apiPage, sources } from './sources.ts';
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
  untilCompleted,
  untilVolume,
  vanishes,
  volume,
} from './words.ts';

/** The table. */
export const ec2Keys: BehaviourTable = tableOf(
  'ec2/keys',
  'EBS: how it takes the names of keys, and which disks share a data key',
  'ec2',
  function* () {
    yield* names();
    yield* badKeys();
    yield* lineage();
  },
);

const MISSING = '134f2428-cec1-4b25-a1ae-9048164dba47';

function* names(): Generator<Row> {
  const alias = kms('CreateAlias', { AliasName: 'alias/conformance', TargetKeyId: KEY });
  const ways: readonly (readonly [string, PlannedValue])[] = [
    ['its id', KEY_ID],
    ['its ARN', KEY],
    ['its alias', 'alias/conformance'],
    ['the ARN of its alias', `arn:aws:kms:${REGION}:${ACCOUNT}:alias/conformance`],
  ];
  for (const [how, name] of ways) {
    yield [
      `volume-by-${slug(how)}`,
      `A volume shows the ARN of its key where the request names ${how}`,
      documented(apiPage('CreateVolume')),
      [
        ...makeKey(),
        alias,
        createVolume(under(name)),
        eventually(describeVolume(), theVolume({ State: 'available', KmsKeyId: KEY })),
      ],
    ];
    yield [
      `copy-by-${slug(how)}`,
      `A copy of a snapshot shows the ARN of its key where the request names ${how}`,
      documented(apiPage('CopySnapshot')),
      [
        ...makeKey(),
        alias,
        ...volume(),
        ...snapshot(),
        copySnapshot(under(name)),
        eventually(describeSnapshot('copy'), theSnapshot({ State: 'completed', KmsKeyId: KEY })),
      ],
    ];
  }
}

/** Keys that cannot be used at all: EC2 answers first and looks later. */
function* badKeys(): Generator<Row> {
  const kinds: readonly (readonly [string, PlannedValue, readonly Step[]])[] = [
    ['an id of no key', MISSING, []],
    ['an ARN of no key', `arn:aws:kms:${REGION}:${ACCOUNT}:key/${MISSING}`, []],
    ['an alias of no key', 'alias/no-such-alias', []],
    ['a key of another Region', `arn:aws:kms:us-west-2:${ACCOUNT}:key/${MISSING}`, []],
    ['an RSA key', KEY, [kms('CreateKey', { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' }, { name: 'key' })]],
    ['an HMAC key', KEY, [kms('CreateKey', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' }, { name: 'key' })]],
  ];
  for (const [what, name, make] of kinds) {
    const page = what.includes('no key') ? apiPage('CreateVolume') : sources.requirements;
    yield [
      `volume-${slug(what)}`,
      `CreateVolume under ${what} is answered as if it worked; then the volume vanishes`,
      documented(page),
      [...make, see(createVolume(under(name)), ok({ State: 'creating', Encrypted: true })), vanishes()],
    ];
    yield [
      `copy-${slug(what)}`,
      `CopySnapshot under ${what} is answered as if it worked; then the copy stays in error and says why`,
      documented(what.includes('no key') ? apiPage('CopySnapshot') : sources.copying),
      [
        ...make,
        ...volume(),
        ...snapshot(),
        see(copySnapshot(under(name)), ok()),
        eventually(
          describeSnapshot('copy'),
          theSnapshot({ State: 'error', StateMessage: 'Given key ID is not accessible' }),
          { within: SOON },
        ),
      ],
    ];
    yield [
      `default-${slug(what)}`,
      `ModifyEbsDefaultKmsKeyId takes ${what}; what is encrypted by default then vanishes`,
      what.includes('no key') ? documented(apiPage('ModifyEbsDefaultKmsKeyId')) : assumed(sources.byDefault),
      [
        ...make,
        see(ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: name }), ok()),
        see(createVolume({ Encrypted: true }), ok({ State: 'creating' })),
        vanishes(),
        ec2('ResetEbsDefaultKmsKeyId'),
      ],
    ];
  }
}

/** Which disks share a data key: DescribeSnapshots shows it as DataEncryptionKeyId. */
function* lineage(): Generator<Row> {
  const lookAt = (name: string, as: string): Step => describeSnapshot(name, { name: as });
  const id = (as: string): PlannedValue => ({ $ref: `${as}.Snapshots.0.DataEncryptionKeyId` });
  const two = [...makeKey(), ...volume(under()), ...snapshot(), lookAt('snapshot', 'first')];
  yield [
    'data-key-of-snapshots',
    'All snapshots of a volume share its data key',
    documented(sources.howItWorks),
    [
      ...two,
      ec2('CreateSnapshot', { VolumeId: { $ref: 'volume.VolumeId' } }, { name: 'second' }),
      untilCompleted('second'),
      see(describeSnapshot('second'), ok(theSnapshot({ DataEncryptionKeyId: id('first') }))),
    ],
  ];
  yield [
    'data-key-of-restored-volume',
    'A volume of a snapshot shares its data key, as long as it stays under the same key',
    documented(sources.howItWorks),
    [
      ...two,
      createVolume({ SnapshotId: snapshotId() }, { name: 'restored' }),
      untilVolume('available', 'restored'),
      ec2('CreateSnapshot', { VolumeId: { $ref: 'restored.VolumeId' } }, { name: 'second' }),
      untilCompleted('second'),
      see(describeSnapshot('second'), ok(theSnapshot({ DataEncryptionKeyId: id('first') }))),
    ],
  ];
  yield [
    'data-key-of-re-encrypted-volume',
    'A volume of a snapshot under another key has a data key of its own',
    documented(sources.howItWorks),
    [
      ...two,
      otherKey,
      createVolume({ SnapshotId: snapshotId(), ...under(OTHER_KEY) }, { name: 'restored' }),
      untilVolume('available', 'restored'),
      ec2('CreateSnapshot', { VolumeId: { $ref: 'restored.VolumeId' } }, { name: 'second' }),
      untilCompleted('second'),
      see(describeSnapshot('second'), ok(theSnapshot({ DataEncryptionKeyId: { $not: id('first') } }))),
    ],
  ];
  yield [
    'data-key-of-copy',
    'A copy under the same key shares the data key; a copy under another has one of its own',
    documented(sources.copying),
    [
      ...two,
      otherKey,
      copySnapshot({}, { name: 'same' }),
      untilCompleted('same'),
      see(describeSnapshot('same'), ok(theSnapshot({ DataEncryptionKeyId: id('first') }))),
      copySnapshot(under(OTHER_KEY), { name: 'anew' }),
      untilCompleted('anew'),
      see(describeSnapshot('anew'), ok(theSnapshot({ DataEncryptionKeyId: { $not: id('first') } }))),
    ],
  ];
  yield [
    'data-key-of-two-volumes',
    'Two volumes under one key have different data keys',
    documented(sources.howItWorks),
    [
      ...two,
      ...volume(under(), 'twin'),
      ec2('CreateSnapshot', { VolumeId: { $ref: 'twin.VolumeId' } }, { name: 'second' }),
      untilCompleted('second'),
      see(describeSnapshot('second'), ok(theSnapshot({ DataEncryptionKeyId: { $not: id('first') } }))),
    ],
  ];
  yield [
    'plain-has-none',
    'An unencrypted snapshot has neither a key nor a data key',
    documented(apiPage('Snapshot')),
    [
      ...volume(),
      ...snapshot(),
      see(
        describeSnapshot(),
        ok(theSnapshot({ Encrypted: false, KmsKeyId: { $absent: true }, DataEncryptionKeyId: { $absent: true } })),
      ),
    ],
  ];
}
