/** Encryption by default and the default key: what an account and Region is set to, and what it changes. */
import { documented, recorded } from '../../../model/evidence.ts';
import { REGION } from '../../people.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, KEY_ID, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ec2, eventually, kms, ok, open, type Row, refused, see, slug, tableOf } from '../telling.ts';
import { apiPage, sources } from './sources.ts';
import {
  createVolume,
  describeSnapshot,
  describeVolume,
  LAUNCH_REFUSED,
  launch,
  publicImage,
  snapshot,
  soonInstance,
  theSnapshot,
  theVolume,
  under,
  volume,
} from './words.ts';

/** The table. */
export const ec2Settings: BehaviourTable = tableOf(
  'ec2/settings',
  'EBS: encryption by default and the default key of an account',
  'ec2',
  rows,
);

function* rows(): Generator<Row> {
  yield [
    'nothing-by-default',
    'An account that never said otherwise does not encrypt by default, and its default key is alias/aws/ebs',
    documented(sources.byDefault),
    [
      see(ec2('GetEbsEncryptionByDefault'), ok({ EbsEncryptionByDefault: false })),
      see(ec2('GetEbsDefaultKmsKeyId'), ok({ KmsKeyId: 'alias/aws/ebs' })),
    ],
  ];
  yield [
    'managed-key-lazily',
    'The first encrypted volume without a key makes the AWS managed key',
    documented(sources.encryption),
    [
      ...volume({ Encrypted: true }),
      see(
        kms('DescribeKey', { KeyId: 'alias/aws/ebs' }),
        ok({ KeyMetadata: open({ KeyManager: 'AWS', KeyState: 'Enabled' }) }),
      ),
    ],
  ];
  yield [
    'default-key-set-and-reset',
    'ModifyEbsDefaultKmsKeyId answers with the ARN of the key, and ResetEbsDefaultKmsKeyId goes back to aws/ebs',
    documented(apiPage('ResetEbsDefaultKmsKeyId')),
    [
      ...makeKey(),
      see(ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY_ID }), ok({ KmsKeyId: KEY })),
      see(ec2('GetEbsDefaultKmsKeyId'), ok({ KmsKeyId: KEY })),
      see(ec2('ResetEbsDefaultKmsKeyId'), ok({ KmsKeyId: 'alias/aws/ebs' })),
      see(ec2('GetEbsDefaultKmsKeyId'), ok({ KmsKeyId: 'alias/aws/ebs' })),
    ],
  ];
  yield [
    'by-default-on-and-off',
    'EnableEbsEncryptionByDefault and DisableEbsEncryptionByDefault answer with what holds',
    documented(sources.byDefault),
    [
      see(ec2('EnableEbsEncryptionByDefault'), ok({ EbsEncryptionByDefault: true })),
      see(ec2('GetEbsEncryptionByDefault'), ok({ EbsEncryptionByDefault: true })),
      see(ec2('DisableEbsEncryptionByDefault'), ok({ EbsEncryptionByDefault: false })),
      see(ec2('GetEbsEncryptionByDefault'), ok({ EbsEncryptionByDefault: false })),
    ],
  ];
  yield [
    'existing-stays-plain',
    'Encryption by default changes no volume and no snapshot that exists',
    documented(sources.byDefault),
    [
      ...volume(),
      ...snapshot(),
      ec2('EnableEbsEncryptionByDefault'),
      see(describeVolume(), ok(theVolume({ Encrypted: false }))),
      see(describeSnapshot(), ok(theSnapshot({ Encrypted: false }))),
      ec2('DisableEbsEncryptionByDefault'),
    ],
  ];
  yield [
    'snapshot-of-plain-stays-plain',
    'A snapshot of an unencrypted volume is unencrypted, encryption by default or not',
    documented(sources.encryption),
    [
      ...volume(),
      ec2('EnableEbsEncryptionByDefault'),
      ec2('CreateSnapshot', { VolumeId: { $ref: 'volume.VolumeId' } }, { name: 'snapshot' }),
      eventually(describeSnapshot(), theSnapshot({ State: 'completed', Encrypted: false })),
      ec2('DisableEbsEncryptionByDefault'),
    ],
  ];
  yield [
    'existing-keeps-key',
    'Another default key changes no volume that exists',
    documented(sources.byDefault),
    [
      ...makeKey(),
      otherKey,
      ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY }),
      ...volume({ Encrypted: true }),
      ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: OTHER_KEY }),
      see(describeVolume(), ok(theVolume({ KmsKeyId: KEY }))),
      ec2('ResetEbsDefaultKmsKeyId'),
    ],
  ];
  yield [
    'per-region',
    'Encryption by default and the default key hold for one Region',
    documented(sources.byDefault),
    [
      ...makeKey(),
      ec2('EnableEbsEncryptionByDefault'),
      ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY }),
      see(ec2('GetEbsEncryptionByDefault', {}, { region: 'eu-west-1' }), ok({ EbsEncryptionByDefault: false })),
      see(ec2('GetEbsDefaultKmsKeyId', {}, { region: 'eu-west-1' }), ok({ KmsKeyId: 'alias/aws/ebs' })),
      ec2('DisableEbsEncryptionByDefault'),
      ec2('ResetEbsDefaultKmsKeyId'),
    ],
  ];
  for (const [how, lose] of [
    ['disabled', kms('DisableKey', { KeyId: KEY })],
    ['pending deletion', kms('ScheduleKeyDeletion', { KeyId: KEY, PendingWindowInDays: 7 })],
  ] as const)
    yield [
      `default-key-${slug(how)}`,
      `With encryption by default under a key that is ${how}, launches end terminated`,
      documented(apiPage('ModifyEbsDefaultKmsKeyId')),
      [
        ...makeKey(),
        ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: KEY }),
        ec2('EnableEbsEncryptionByDefault'),
        lose,
        publicImage,
        see(launch(), ok()),
        soonInstance(LAUNCH_REFUSED),
        ec2('DisableEbsEncryptionByDefault'),
        ec2('ResetEbsDefaultKmsKeyId'),
      ],
    ];
  yield [
    'answer-echoes-key',
    'CreateVolume answers at once with creating, Encrypted and the key',
    recorded(sources.vanished),
    [...makeKey(), see(createVolume(under()), ok({ State: 'creating', Encrypted: true, KmsKeyId: KEY }))],
  ];
  yield [
    'snapshot-keeps-key',
    'A snapshot of an encrypted volume is encrypted under the key of the volume',
    documented(sources.encryption),
    [
      ...makeKey(),
      ...volume(under()),
      see(
        ec2('CreateSnapshot', { VolumeId: { $ref: 'volume.VolumeId' } }, { name: 'snapshot' }),
        ok({ State: 'pending', Encrypted: true }),
      ),
      eventually(describeSnapshot(), theSnapshot({ State: 'completed', Encrypted: true, KmsKeyId: KEY })),
    ],
  ];
  yield [
    'empty-volume-needs-size',
    'A volume needs a size or a snapshot',
    documented(apiPage('CreateVolume')),
    [see(ec2('CreateVolume', { AvailabilityZone: `${REGION}a`, Encrypted: true }), refused(400, 'MissingParameter'))],
  ];
}
