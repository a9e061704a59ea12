import { describe, expect, it } from 'vitest';
import { Cloud } from './cloud.ts';

const filter = (Name: string, ...Values: string[]) => ({ Filters: [{ Name, Values }] });

describe('filters', () => {
  function threeVolumes() {
    const cloud = new Cloud();
    const [small, large, other] = [
      cloud.volume({ TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'team', Value: 'blue*' }] }] }),
      cloud.volume({ Size: 100, Encrypted: true }),
      cloud.volume({ AvailabilityZone: 'us-east-1b' }),
    ];
    const ids = (input: object): string[] =>
      cloud.ec2('DescribeVolumes', input).Volumes.map((one: { VolumeId: string }) => one.VolumeId);
    return { cloud, small, large, other, ids };
  }

  it('pass what has one of the values, all filters together', () => {
    const { small, large, other, ids } = threeVolumes();
    expect(ids(filter('encrypted', 'true'))).toEqual([large]);
    expect(ids(filter('size', '1', '100')).sort()).toEqual([small, large, other].sort());
    expect(ids({ Filters: [...filter('size', '1').Filters, ...filter('availability-zone', '*b').Filters] })).toEqual([
      other,
    ]);
    expect(ids(filter('status', 'in-use'))).toEqual([]);
  });

  it('know wildcards, and a backslash that takes them away', () => {
    const { small, ids } = threeVolumes();
    expect(ids(filter('tag:team', 'b?ue*'))).toEqual([small]);
    expect(ids(filter('tag:team', 'blue\\*'))).toEqual([small]);
    expect(ids(filter('tag:team', 'blu\\*'))).toEqual([]);
    expect(ids(filter('tag-key', 'team'))).toEqual([small]);
    expect(ids(filter('volume-type', 'gp.'))).toEqual([]);
  });

  it('are refused if the operation does not have them', () => {
    expect(new Cloud().refusal('DescribeVolumes', filter('colour', 'blue'))).toBe(
      "InvalidParameterValue: The filter 'colour' is invalid",
    );
  });
});

describe('pages', () => {
  it('hold what was asked for and go on with their token', () => {
    const cloud = new Cloud();
    for (let count = 0; count < 7; count++) cloud.volume();
    const first = cloud.ec2('DescribeVolumes', { MaxResults: 5 });
    const second = cloud.ec2('DescribeVolumes', { MaxResults: 5, NextToken: first.NextToken });
    expect([first.Volumes.length, second.Volumes.length, second.NextToken]).toEqual([5, 2, undefined]);
    expect(cloud.refusal('DescribeVolumes', { NextToken: 'elsewhere' })).toContain('InvalidParameterValue');
    expect(cloud.refusal('DescribeVolumes', { MaxResults: 1 })).toContain('InvalidParameterValue');
    const VolumeIds = [first.Volumes[0].VolumeId];
    expect(cloud.refusal('DescribeVolumes', { VolumeIds, MaxResults: 5 })).toContain('InvalidParameterCombination');
  });
});

describe('tags', () => {
  it('are added, replaced, found and taken away', () => {
    const cloud = new Cloud();
    const [id, other] = [cloud.volume(), cloud.volume()];
    const tag = (Key: string, Value: string) => ({ Key, Value });
    cloud.ec2('CreateTags', { Resources: [id, other], Tags: [tag('Name', 'a'), tag('team', 'blue')] });
    cloud.ec2('CreateTags', { Resources: [id], Tags: [tag('Name', 'b')] });
    expect(cloud.describeVolume(id).Tags).toEqual([tag('Name', 'b'), tag('team', 'blue')]);
    expect(cloud.ec2('DescribeTags', filter('value', 'b')).Tags).toEqual([
      { Key: 'Name', Value: 'b', ResourceId: id, ResourceType: 'volume' },
    ]);
    cloud.ec2('DeleteTags', { Resources: [id], Tags: [tag('team', 'red'), { Key: 'Name' }] });
    expect(cloud.describeVolume(id).Tags).toEqual([tag('team', 'blue')]);
    cloud.ec2('DeleteTags', { Resources: [id, other] });
    expect(cloud.ec2('DescribeTags').Tags).toEqual([]);
  });

  it('are refused beyond their bounds', () => {
    const cloud = new Cloud();
    const id = cloud.volume();
    const refused = (Tags: object[], Resources = [id]) =>
      cloud.refusal('CreateTags', { Resources, Tags }).split(':')[0];
    const many = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' }));
    expect(refused(many)).toBe('TagLimitExceeded');
    expect(refused([{ Key: 'aws:mine', Value: '' }])).toBe('InvalidParameterValue');
    expect(refused([{ Key: 'x'.repeat(128), Value: '' }])).toBe('InvalidParameterValue');
    expect(refused([{ Key: 'a', Value: '' }], ['vol-00000000000000001'])).toBe('InvalidVolume.NotFound');
    expect(refused([{ Key: 'a', Value: '' }], ['thing-1'])).toBe('InvalidID');
  });

  it('of others are not seen', () => {
    const cloud = new Cloud();
    const { SnapshotId } = cloud.ec2('CreateSnapshot', { VolumeId: cloud.volume() });
    cloud.ec2('CreateTags', { Resources: [SnapshotId], Tags: [{ Key: 'secret', Value: 'plan' }] });
    cloud.ec2('ModifySnapshotAttribute', { SnapshotId, OperationType: 'add', UserIds: ['210987654321'] });
    const stranger = { principal: 'arn:aws:iam::210987654321:root' };
    const [seen] = cloud.ec2('DescribeSnapshots', { SnapshotIds: [SnapshotId] }, stranger).Snapshots;
    expect(seen.Tags).toBeUndefined();
  });
});

describe('Regions, zones, types and images', () => {
  it('are there from the start', () => {
    const cloud = new Cloud();
    expect(cloud.ec2('DescribeRegions', { RegionNames: ['eu-west-3'] }).Regions).toEqual([
      { OptInStatus: 'opt-in-not-required', RegionName: 'eu-west-3', Endpoint: 'ec2.eu-west-3.amazonaws.com' },
    ]);
    expect(cloud.refusal('DescribeRegions', { RegionNames: ['mars-1'] })).toContain('InvalidParameterValue');
    expect(cloud.ec2('DescribeAvailabilityZones').AvailabilityZones).toHaveLength(6);
    expect(cloud.ec2('DescribeAvailabilityZones', { ZoneIds: ['use1-az1'] }).AvailabilityZones[0].ZoneName).toBe(
      'us-east-1a',
    );
    expect(cloud.ec2('DescribeInstanceTypes', { InstanceTypes: ['t3.micro'] }).InstanceTypes[0]).toMatchObject({
      VCpuInfo: { DefaultVCpus: 2 },
      EbsInfo: { EncryptionSupport: 'supported' },
    });
    const images = cloud.ec2('DescribeImages', { Owners: ['amazon'] }).Images;
    expect(images).toHaveLength(3);
    for (const image of images)
      expect(image).toMatchObject({ Public: true, RootDeviceName: '/dev/xvda', ImageOwnerAlias: 'amazon' });
    expect(cloud.image()).not.toBe(
      new Cloud('other').ec2('DescribeImages', {}, undefined, 'eu-west-1').Images[0].ImageId,
    );
  });
});
