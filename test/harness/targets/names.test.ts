/** Names at an endpoint that holds other things, too, and tags on what is made there. */
import { describe, expect, it } from 'vitest';
import { Names } from '../../../harness/targets/endpoint/names.ts';
import { tagged, tagging } from '../../../harness/targets/endpoint/tags.ts';
import type { AnyCall, Outcome } from '../../../model/call.ts';
import { families, vocabulary } from '../../../scenarios/index.ts';

const names = new Names('ks7-1-', [
  ['arn:aws:iam::123456789012:user/guest', 'arn:aws:iam::111122223333:user/ks7-1-guest'],
  ['arn:aws:iam::123456789012:user/admin', 'arn:aws:sts::111122223333:assumed-role/Operator/me'],
  ['ami-0f3f0f7f3bf4aa211', 'ami-0abc'],
  ['123456789012', '111122223333'],
]);
const caller = { principal: 'arn:aws:iam::123456789012:user/admin' };
const call = (service: AnyCall['service'], operation: string, input: AnyCall['input']): AnyCall => ({
  service,
  operation,
  input,
  caller,
  region: 'us-east-1',
});
const said = (service: AnyCall['service'], operation: string, input: AnyCall['input']) =>
  names.call(call(service, operation, input)).input;

describe('names', () => {
  it('of buckets, aliases and databases are the session’s own', () => {
    expect(said('s3', 'CopyObject', { Bucket: 'one', Key: 'a', CopySource: 'two/b' })).toEqual({
      Bucket: 'ks7-1-one',
      Key: 'a',
      CopySource: 'ks7-1-two/b',
    });
    expect(said('kms', 'CreateAlias', { AliasName: 'alias/data', TargetKeyId: 'k' })).toEqual({
      AliasName: 'alias/ks7-1-data',
      TargetKeyId: 'k',
    });
    expect(
      said('rds', 'CreateDBSnapshot', { DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: 'rds:auto' }),
    ).toEqual({
      DBInstanceIdentifier: 'ks7-1-orders',
      DBSnapshotIdentifier: 'rds:auto',
    });
  });

  it('of AWS itself stay', () => {
    expect(said('kms', 'DescribeKey', { KeyId: 'alias/aws/s3' })).toEqual({ KeyId: 'alias/aws/s3' });
    expect(said('ec2', 'RunInstances', { ImageId: 'ami-0f3f0f7f3bf4aa211' })).toEqual({ ImageId: 'ami-0abc' });
  });

  it('stand in policies and ARNs as well', () => {
    const policy = (principal: string, bucket: string) =>
      JSON.stringify({
        Principal: { AWS: principal },
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`, '*'],
      });
    expect(
      said('s3', 'PutBucketPolicy', { Bucket: 'one', Policy: policy('arn:aws:iam::123456789012:user/guest', 'one') }),
    ).toEqual({ Bucket: 'ks7-1-one', Policy: policy('arn:aws:iam::111122223333:user/ks7-1-guest', 'ks7-1-one') });
    expect(said('kms', 'Encrypt', { KeyId: 'arn:aws:kms:us-east-1:123456789012:alias/data' })).toEqual({
      KeyId: 'arn:aws:kms:us-east-1:111122223333:alias/ks7-1-data',
    });
  });

  it('come back as the scenario has them, whatever went out', () => {
    const input = {
      Bucket: 'one',
      KeyId: 'arn:aws:kms:us-east-1:123456789012:alias/data',
      Policy:
        'arn:aws:iam::123456789012:user/guest and arn:aws:iam::123456789012:user/admin and arn:aws:iam::123456789012:root',
      Plaintext: new Uint8Array([1, 2]),
    };
    const { input: there } = names.call(call('kms', 'Encrypt', input));
    expect(there).not.toEqual(input);
    const outcome: Outcome = { ok: true, output: there, call: 0 };
    expect(names.outcome(outcome)).toEqual({ ok: true, output: input, call: 0 });
  });
});

describe('the tag', () => {
  /** Aliases and grants go with their key, objects with their bucket. */
  const UNTAGGED = ['CreateAlias', 'CreateGrant', 'CopyObject'];
  const made: Outcome = { ok: true, output: { Snapshot: { SnapshotArn: 'arn' }, Cluster: {} }, call: 0 };

  it('is on everything that random runs make', () => {
    const drawn = [...vocabulary, ...families.flatMap(({ openings = [] }) => openings.flat())];
    const makers = drawn.flatMap((item) =>
      'operation' in item && /^(?:Create|Run|Copy|Restore|Replicate)/.test(item.operation) ? [item] : [],
    );
    expect(makers.length).toBeGreaterThan(20);
    const without = makers.filter(({ service, operation }) => {
      const one = call(service, operation, {});
      return tagged(one, '7') === one && tagging(one, made, '7') === undefined && !UNTAGGED.includes(operation);
    });
    expect(without.map(({ operation }) => operation)).toEqual([]);
  });

  it('stands beside the tags that a call has anyway', () => {
    const { input } = tagged(call('kms', 'CreateKey', { Tags: [{ TagKey: 'a', TagValue: 'b' }] }), '7');
    expect(input.Tags).toEqual([
      { TagKey: 'a', TagValue: 'b' },
      { TagKey: 'keystate', TagValue: '7' },
    ]);
  });
});
