import { describe, expect, it } from 'vitest';
import { ACCOUNT, Cloud, REGION, ZONE } from '../cloud.ts';

const CALLER = 'by user/admin via ec2-frontend-api.amazonaws.com';
const EC2 = 'by ec2.amazonaws.com via AWS Internal';
const session = (id: string): string => `by aws:ec2-infrastructure/${id} via AWS Internal`;

/** What the trail shows of the calls of `act`, without the operation itself. */
function kmsCallsOf(cloud: Cloud, act: () => void): string[] {
  const since = cloud.next;
  act();
  cloud.wait();
  return cloud.told(since).filter((line) => line.includes(' via '));
}

describe('the KMS calls that EC2 makes', () => {
  it('CreateVolume, empty: GenerateDataKeyWithoutPlaintext of 64 bytes as the caller, context the volume', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    let id = '';
    const calls = kmsCallsOf(cloud, () => {
      id = cloud.ec2('CreateVolume', { AvailabilityZone: ZONE, Size: 1, Encrypted: true, KmsKeyId: key }).VolumeId;
    });
    expect(calls).toEqual([`GenerateDataKeyWithoutPlaintext ${CALLER}`]);
    const record = cloud.trail().find((entry) => entry.eventName === 'GenerateDataKeyWithoutPlaintext')!;
    expect(record.requestParameters).toEqual({
      keyId: key,
      encryptionContext: { 'aws:ebs:id': id },
      numberOfBytes: 64,
    });
  });

  it('CreateVolume under the default key names it by its alias', () => {
    const cloud = new Cloud();
    cloud.volume({ Encrypted: true });
    const record = cloud.trail().find((entry) => entry.eventName === 'GenerateDataKeyWithoutPlaintext')!;
    expect(record.requestParameters).toMatchObject({ keyId: 'alias/aws/ebs' });
  });

  it('CreateVolume, unencrypted: none', () => {
    const cloud = new Cloud();
    expect(kmsCallsOf(cloud, () => cloud.volume())).toEqual([]);
  });

  it('CreateVolume from an unencrypted snapshot: CreateGrant, GenerateDataKeyWithoutPlaintext, Decrypt', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const plain = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume() }).SnapshotId;
    cloud.wait();
    let id = '';
    const calls = kmsCallsOf(cloud, () => {
      id = cloud.volume({ SnapshotId: plain, Encrypted: true, KmsKeyId: key, Size: undefined });
    });
    expect(calls).toEqual([
      `CreateGrant ${CALLER}`,
      `GenerateDataKeyWithoutPlaintext ${CALLER}`,
      `Decrypt ${session(id)}`,
      `RetireGrant ${EC2}`,
    ]);
  });

  it('CreateVolume from an encrypted snapshot, same key: GenerateDataKeyWithoutPlaintext, ReEncrypt', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const snapshot = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true, KmsKeyId: key }) });
    cloud.wait();
    const calls = kmsCallsOf(cloud, () => cloud.volume({ SnapshotId: snapshot.SnapshotId }));
    expect(calls).toEqual([`GenerateDataKeyWithoutPlaintext ${CALLER}`, `ReEncrypt ${CALLER}`]);
  });

  it('CreateVolume from an encrypted snapshot, other key: the source is decrypted and encrypted anew', () => {
    const cloud = new Cloud();
    const [first, other] = [cloud.key(), cloud.key()];
    const snapshot = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true, KmsKeyId: first }) });
    cloud.wait();
    let id = '';
    const calls = kmsCallsOf(cloud, () => {
      id = cloud.volume({ SnapshotId: snapshot.SnapshotId, Encrypted: true, KmsKeyId: other });
    });
    expect(calls).toEqual([
      `Decrypt ${CALLER}`,
      `CreateGrant ${CALLER}`,
      `GenerateDataKeyWithoutPlaintext ${CALLER}`,
      `Decrypt ${session(id)}`,
      `RetireGrant ${EC2}`,
    ]);
  });

  it('CopySnapshot to another key begins with DescribeKey; the context is the copy', () => {
    const cloud = new Cloud();
    const [first, other] = [cloud.key(), cloud.key()];
    const source = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume({ Encrypted: true, KmsKeyId: first }) });
    cloud.wait();
    let id = '';
    const calls = kmsCallsOf(cloud, () => {
      const copy = { SourceRegion: REGION, SourceSnapshotId: source.SnapshotId, Encrypted: true, KmsKeyId: other };
      id = cloud.ec2('CopySnapshot', copy).SnapshotId;
    });
    expect(calls).toEqual([
      `DescribeKey ${CALLER}`,
      `Decrypt ${CALLER}`,
      `CreateGrant ${CALLER}`,
      `GenerateDataKeyWithoutPlaintext ${CALLER}`,
      `Decrypt ${session(id)}`,
      `RetireGrant ${EC2}`,
    ]);
    const generated = cloud
      .trail()
      .filter((entry) => entry.eventName === 'GenerateDataKeyWithoutPlaintext')
      .at(-1)!;
    expect(generated.requestParameters).toMatchObject({ encryptionContext: { 'aws:ebs:id': id } });
  });

  it('CreateSnapshot, DeleteSnapshot, DeleteVolume, RebootInstances: none', () => {
    const cloud = new Cloud();
    const volume = cloud.volume({ Encrypted: true });
    const instance = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }] });
    const calls = kmsCallsOf(cloud, () => {
      const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: volume });
      cloud.wait();
      cloud.ec2('DeleteSnapshot', { SnapshotId });
      cloud.ec2('DeleteVolume', { VolumeId: volume });
      cloud.ec2('RebootInstances', { InstanceIds: [instance] });
    });
    expect(calls).toEqual([]);
  });

  it('AttachVolume to a running instance: CreateGrant as the caller, Decrypt as the host under the same request id', () => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
    const InstanceId = cloud.instance();
    const calls = kmsCallsOf(cloud, () => cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' }));
    expect(calls).toEqual([`CreateGrant ${CALLER}`, `Decrypt ${session(InstanceId)}`]);
    const [grant, decrypt] = cloud.trail().slice(-2);
    expect(grant!.requestParameters).toEqual({
      keyId: key,
      granteePrincipal: `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${InstanceId}`,
      retiringPrincipal: `ec2.${REGION}.amazonaws.com`,
      operations: ['Decrypt'],
      constraints: { encryptionContextSubset: { 'aws:ebs:id': VolumeId } },
    });
    expect(decrypt!.requestOf).toBe(grant!.call);
    expect(decrypt!.caller).toEqual({
      principal: `arn:aws:sts::${ACCOUNT}:assumed-role/aws:ec2-infrastructure/${InstanceId}`,
      via: { service: 'ec2', invokedBy: 'AWS Internal' },
      inScopeOf: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${InstanceId}`,
    });
  });

  it('AttachVolume to a stopped instance: none; StartInstances: one pair for each encrypted volume', () => {
    const cloud = new Cloud();
    const InstanceId = cloud.instance();
    cloud.ec2('StopInstances', { InstanceIds: [InstanceId] });
    const volumes = [cloud.volume({ Encrypted: true }), cloud.volume({ Encrypted: true }), cloud.volume()];
    const attaching = kmsCallsOf(cloud, () => {
      volumes.forEach((VolumeId, at) => {
        cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: `/dev/sd${'fgh'[at]}` });
      });
    });
    const pair = [`CreateGrant ${CALLER}`, `Decrypt ${session(InstanceId)}`];
    expect(attaching).toEqual([]);
    expect(kmsCallsOf(cloud, () => cloud.ec2('StartInstances', { InstanceIds: [InstanceId] }))).toEqual([
      ...pair,
      ...pair,
    ]);
  });

  it('RunInstances: volume key, then grant, then Decrypt as the host', () => {
    const cloud = new Cloud();
    let id = '';
    const calls = kmsCallsOf(cloud, () => {
      const Ebs = { Encrypted: true, VolumeSize: 1 };
      id = cloud.instance({ BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs }] });
    });
    expect(calls).toEqual([
      `GenerateDataKeyWithoutPlaintext ${CALLER}`,
      `CreateGrant ${CALLER}`,
      `Decrypt ${session(id)}`,
    ]);
  });

  it.each([
    ['StopInstances', (cloud: Cloud, id: string) => cloud.ec2('StopInstances', { InstanceIds: [id] })],
    ['TerminateInstances', (cloud: Cloud, id: string) => cloud.ec2('TerminateInstances', { InstanceIds: [id] })],
    ['DetachVolume', (cloud: Cloud, _: string, VolumeId: string) => cloud.ec2('DetachVolume', { VolumeId })],
  ])('%s: EC2 retires the grant', (_, act) => {
    const cloud = new Cloud();
    const key = cloud.key();
    const VolumeId = cloud.volume({ Encrypted: true, KmsKeyId: key });
    const InstanceId = cloud.instance();
    cloud.ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' });
    cloud.wait();
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toHaveLength(1);
    expect(kmsCallsOf(cloud, () => act(cloud, InstanceId, VolumeId))).toEqual([`RetireGrant ${EC2}`]);
    expect(cloud.kms('ListGrants', { KeyId: key }).Grants).toHaveLength(0);
  });
});
