import { describe, expect, it } from 'vitest';
import { decideEncryption } from '../../../../model/ec2/encryption/decide.ts';
import { Cloud, REGION, ZONE } from '../cloud.ts';

/** Source snapshot | Encrypted | KmsKeyId | by default | result. A: key of the source, B: named, D: account default. */
const TABLE = `
none        | -     | - | off | unencrypted
none        | -     | - | on  | D
none        | true  | - | off | D
none        | true  | - | on  | D
none        | true  | B | off | B
none        | true  | B | on  | B
none        | -     | B | off | KmsKeyIdRequiresEncrypted
none        | false | B | off | KmsKeyIdRequiresEncrypted
none        | -     | B | on  | B
none        | false | - | off | unencrypted
none        | false | - | on  | D
plain       | -     | - | off | unencrypted
plain       | -     | - | on  | D
plain       | true  | - | off | D
plain       | true  | B | off | B
plain       | -     | B | off | KmsKeyIdRequiresEncrypted
plain       | false | - | off | unencrypted
own A       | -     | - | off | A
own A       | -     | - | on  | A
own A       | true  | - | off | A
own A       | true  | B | off | B
own A       | -     | B | off | KmsKeyIdRequiresEncrypted
own A       | false | - | off | EncryptionCannotBeRemoved
own A       | false | - | on  | EncryptionCannotBeRemoved
shared A    | -     | - | off | D
shared A    | -     | - | on  | D
shared A    | true  | - | off | D
shared A    | true  | B | off | B
shared A    | false | - | off | EncryptionCannotBeRemoved
`;

const SOURCES = {
  none: undefined,
  plain: { encrypted: false, owned: true },
  'own A': { encrypted: true, kmsKeyId: 'A', owned: true },
  'shared A': { encrypted: true, kmsKeyId: 'A', owned: false },
};

const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()) as [keyof typeof SOURCES, string, string, string, string]);

describe('whether a volume or copy is encrypted, and under which key', () => {
  it.each(rows)(
    'from %s, Encrypted %s, KmsKeyId %s, encryption by default %s: %s',
    (source, encrypted, key, on, result) => {
      const decision = decideEncryption({
        source: SOURCES[source],
        ...(encrypted === '-' ? {} : { encrypted: encrypted === 'true' }),
        ...(key === '-' ? {} : { kmsKeyId: key }),
        encryptionByDefault: on === 'on',
        defaultKmsKeyId: 'D',
      });
      const told = 'error' in decision ? decision.error : decision.encrypted ? decision.kmsKeyId : 'unencrypted';
      expect(told).toBe(result);
    },
  );
});

describe('the account default', () => {
  it('is alias/aws/ebs until it is changed, and again when it is reset', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    expect(cloud.ec2('GetEbsDefaultKmsKeyId').KmsKeyId).toBe('alias/aws/ebs');
    expect(cloud.ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: key.split('/')[1] }).KmsKeyId).toBe(key);
    expect(cloud.ec2('GetEbsDefaultKmsKeyId').KmsKeyId).toBe(key);
    expect(cloud.ec2('ResetEbsDefaultKmsKeyId').KmsKeyId).toBe('alias/aws/ebs');
  });

  it('is made by the first volume that needs it', () => {
    const cloud = new Cloud();
    const volume = cloud.volume({ Encrypted: true });
    const { KeyMetadata } = cloud.kms('DescribeKey', { KeyId: 'alias/aws/ebs' });
    expect(KeyMetadata.KeyManager).toBe('AWS');
    expect(cloud.describeVolume(volume).KmsKeyId).toBe(KeyMetadata.Arn);
  });

  it('holds per Region and for new volumes only', () => {
    const cloud = new Cloud();
    const before = cloud.volume();
    expect(cloud.ec2('GetEbsEncryptionByDefault').EbsEncryptionByDefault).toBe(false);
    cloud.ec2('EnableEbsEncryptionByDefault');
    expect(cloud.ec2('GetEbsEncryptionByDefault').EbsEncryptionByDefault).toBe(true);
    expect(cloud.describeVolume(before).Encrypted).toBe(false);
    expect(cloud.describeVolume(cloud.volume()).Encrypted).toBe(true);
    const elsewhere = { AvailabilityZone: 'eu-west-1a', Size: 1 };
    expect(cloud.ec2('CreateVolume', elsewhere, undefined, 'eu-west-1').Encrypted).toBe(false);
    cloud.ec2('DisableEbsEncryptionByDefault');
    expect(cloud.describeVolume(cloud.volume()).Encrypted).toBe(false);
  });

  it('is not looked at before something is encrypted under it', () => {
    const cloud = new Cloud();
    const bogus = `arn:aws:kms:${REGION}:123456789012:key/00000000-0000-4000-8000-000000000000`;
    expect(cloud.ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: bogus }).KmsKeyId).toBe(bogus);
    const { VolumeId } = cloud.ec2('CreateVolume', { AvailabilityZone: ZONE, Size: 1, Encrypted: true });
    cloud.wait();
    expect(cloud.refusal('DescribeVolumes', { VolumeIds: [VolumeId] })).toContain('InvalidVolume.NotFound');
  });

  it('makes launches fail once it is disabled', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    cloud.ec2('EnableEbsEncryptionByDefault');
    cloud.ec2('ModifyEbsDefaultKmsKeyId', { KmsKeyId: key });
    const before = cloud.instance();
    cloud.kms('DisableKey', { KeyId: key });
    const after = cloud.instance();
    expect(cloud.describeInstance(before).State.Name).toBe('running');
    expect(cloud.describeInstance(after).State.Name).toBe('terminated');
    expect(cloud.describeInstance(after).StateReason.Code).toBe('Client.InvalidKMSKey.InvalidState');
  });
});
