/** CopyImage: what becomes of the encryption of an image. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { BehaviourTable } from '../behaviour.ts';
import { KEY, makeKey, OTHER_KEY, otherKey } from '../keyUnderTest.ts';
import { ec2, eventually, kms, ok, open, type Row, refused, see, tableOf } from '../telling.ts';
import {
  available,
  copyImage,
  describeImage,
  describeShown,
  encryptedImage,
  here,
  rootDisk,
  theImage,
} from './imageWords.ts';
import { apiPage } from './sources.ts';
import { imageId, publicImage, SOON, theSnapshot, under } from './words.ts';

/** The table. */
export const ec2ImageCopies: BehaviourTable = tableOf('ec2/image-copies', 'EC2: copies of images', 'ec2', copied);

function* copied(): Generator<Row> {
  yield [
    'copy-encrypts',
    'A copy of a plain image is encrypted under the key that is asked for',
    here,
    [
      ...makeKey(),
      publicImage,
      see(copyImage(under()), ok()),
      eventually(
        describeImage('image', 'shown'),
        theImage({ State: 'available', Public: false, ...rootDisk({ Encrypted: true }) }),
      ),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'copy-keeps-plain',
    'A copy of a plain image that asks for nothing is plain',
    here,
    [
      publicImage,
      copyImage(),
      eventually(describeImage(), theImage({ State: 'available', ...rootDisk({ Encrypted: false }) })),
    ],
  ];
  yield [
    'copy-by-default',
    'With encryption by default a copy of a plain image is encrypted',
    here,
    [
      publicImage,
      ec2('EnableEbsEncryptionByDefault'),
      copyImage(),
      eventually(describeImage(), theImage({ State: 'available', ...rootDisk({ Encrypted: true }) })),
      ec2('DisableEbsEncryptionByDefault'),
    ],
  ];
  yield [
    'copy-keeps-key',
    'A copy of an encrypted image that names no key keeps the key',
    here,
    [
      ...makeKey(),
      ...encryptedImage,
      copyImage({}, imageId(), 'copied'),
      available('copied', 'shown'),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: KEY }))),
    ],
  ];
  yield [
    'copy-to-another-key',
    'A copy of an encrypted image is encrypted anew under another key',
    here,
    [
      ...makeKey(),
      otherKey,
      ...encryptedImage,
      copyImage(under(OTHER_KEY), imageId(), 'copied'),
      available('copied', 'shown'),
      see(describeShown, ok(theSnapshot({ Encrypted: true, KmsKeyId: OTHER_KEY }))),
    ],
  ];
  yield [
    'copy-never-plain',
    'A copy of an encrypted image is never plain',
    documented(apiPage('CopyImage')),
    [
      ...makeKey(),
      ...encryptedImage,
      see(copyImage({ Encrypted: false }, imageId(), 'copied'), { answers: ['InvalidParameterValue'], status: 400 }),
    ],
  ];
  yield [
    'copy-key-needs-encrypted',
    'A key of CopyImage needs Encrypted',
    documented(apiPage('CopyImage')),
    [...makeKey(), publicImage, see(copyImage({ KmsKeyId: KEY }), refused(400, 'InvalidParameterDependency'))],
  ];
  yield [
    'copy-failed',
    'A copy under a disabled key ends failed and says why',
    assumed(apiPage('CopyImage')),
    [
      ...makeKey(),
      kms('DisableKey', { KeyId: KEY }),
      publicImage,
      see(copyImage(under()), ok()),
      eventually(
        describeImage(),
        theImage({ State: 'failed', StateReason: open({ Message: 'Given key ID is not accessible' }) }),
        { within: SOON },
      ),
    ],
  ];
  const away = { region: 'eu-west-1' };
  const awayKey = kms('CreateKey', {}, { name: 'away', ...away });
  yield [
    'copy-to-another-region',
    'A copy in another Region is under a key of that Region',
    documented(apiPage('CopyImage')),
    [
      ...makeKey(),
      ...encryptedImage,
      awayKey,
      {
        ...copyImage(under({ $ref: 'away.KeyMetadata.Arn' }), imageId(), 'copied'),
        ...away,
      },
      eventually(
        { ...describeImage('copied', 'shown'), ...away },
        theImage({ State: 'available', ...rootDisk({ Encrypted: true }) }),
      ),
      see({ ...describeShown, ...away }, ok(theSnapshot({ KmsKeyId: { $ref: 'away.KeyMetadata.Arn' } }))),
    ],
  ];
}
