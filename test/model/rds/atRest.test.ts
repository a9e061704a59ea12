import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Storage } from '../../../model/rds/state.ts';
import { initialPages, openPages, PAGE_BYTES } from '../../../model/rds/storage/pages.ts';
import { shownIn, windowsOf } from '../windows.ts';
import { Databases } from './cloud.ts';

/** All storage of a world, by what it belongs to. */
function storages(cloud: Databases): [string, Storage][] {
  const { instances, clusters, snapshots } = cloud.world.rds;
  return [...instances.entries(), ...clusters.entries(), ...snapshots.entries()].map(([row, { storage }]) => [
    row,
    storage,
  ]);
}

type Act = 'snapshot' | 'copy' | 'restore' | 'replica' | 'point in time' | 'stop and start' | 'cluster';

function perform(cloud: Databases, act: Act, key: string | undefined, number: number): void {
  const id = `thing-${number}`;
  const KmsKeyId = key ? { KmsKeyId: key } : {};
  const acts: Record<Act, () => void> = {
    snapshot: () => cloud.rds('CreateDBSnapshot', { DBInstanceIdentifier: 'orders', DBSnapshotIdentifier: id }),
    copy: () =>
      cloud.rds('CopyDBSnapshot', { SourceDBSnapshotIdentifier: 'first', TargetDBSnapshotIdentifier: id, ...KmsKeyId }),
    restore: () =>
      cloud.rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: id, DBSnapshotIdentifier: 'first' }),
    replica: () =>
      cloud.rds('CreateDBInstanceReadReplica', { DBInstanceIdentifier: id, SourceDBInstanceIdentifier: 'orders' }),
    'point in time': () =>
      cloud.rds('RestoreDBInstanceToPointInTime', {
        SourceDBInstanceIdentifier: 'orders',
        TargetDBInstanceIdentifier: id,
        UseLatestRestorableTime: true,
      }),
    'stop and start': () => {
      if (cloud.try('rds', 'StopDBInstance', { DBInstanceIdentifier: 'orders' }).ok) cloud.wait({ minutes: 5 });
      cloud.try('rds', 'StartDBInstance', { DBInstanceIdentifier: 'orders' });
    },
    cluster: () => cloud.cluster(id, { StorageEncrypted: true, ...KmsKeyId }),
  };
  acts[act]();
  cloud.wait({ minutes: 10 });
}

describe('bytes at rest', () => {
  it('of everything encrypted contain no window of 16 bytes of the plaintext', () => {
    const act = fc.constantFrom<Act>(
      'snapshot',
      'copy',
      'restore',
      'replica',
      'point in time',
      'stop and start',
      'cluster',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(act, fc.boolean()), { maxLength: 6 }), fc.nat(1000), (acts, seed) => {
        const cloud = new Databases(`at rest ${seed}`);
        const [one, two] = [cloud.key(), cloud.key()];
        const { DbiResourceId } = cloud.encrypted('orders', one);
        cloud.snapshotOf('orders', 'first');
        const plaintexts = [...initialPages({ resourceId: DbiResourceId, engine: 'mysql' })];
        for (const [number, [one, other]] of acts.entries()) perform(cloud, one, other ? two : undefined, number);
        for (const [, cluster] of cloud.world.rds.clusters.entries()) plaintexts.push(...initialPages(cluster));
        const known = windowsOf(plaintexts);
        for (const [row, storage] of storages(cloud)) {
          expect(storage.encrypted, row).toBe(true);
          for (const page of storage.pages) expect(page.length).toBeGreaterThan(PAGE_BYTES);
          expect(shownIn(storage.pages, known), row).toBeUndefined();
        }
      }),
      { seed: 20260105, numRuns: 15 },
    );
  });

  it('of an unencrypted database are its plaintext, and an encrypted copy of it reads back the same bytes', () => {
    const cloud = new Databases('same bytes');
    const KmsKeyId = cloud.key();
    const { DbiResourceId } = cloud.database('orders');
    cloud.snapshotOf('orders', 's');
    cloud.rds('CopyDBSnapshot', { SourceDBSnapshotIdentifier: 's', TargetDBSnapshotIdentifier: 'sealed', KmsKeyId });
    cloud.wait({ minutes: 5 });
    cloud.rds('RestoreDBInstanceFromDBSnapshot', { DBInstanceIdentifier: 'again', DBSnapshotIdentifier: 'sealed' });
    cloud.wait({ minutes: 10 });
    const stored = new Map(storages(cloud));
    const plaintext = initialPages({ resourceId: DbiResourceId, engine: 'mysql' });
    expect(stored.get('123456789012/us-east-1/orders')!.pages).toEqual(plaintext);
    expect(stored.get('arn:aws:rds:us-east-1:123456789012:snapshot:s')!.pages).toEqual(plaintext);
    const again = stored.get('123456789012/us-east-1/again')!;
    expect(again.pages).not.toEqual(plaintext);
    expect(openPages(cloud.rules.cipher, again, again.loadedKey)).toEqual(plaintext);
    expect(openPages(cloud.rules.cipher, again, new Uint8Array(32))).toBeUndefined();
  });

  it('keep no plaintext data key but in the memory of what runs', () => {
    const cloud = new Databases('memory');
    cloud.encrypted('orders', cloud.key());
    cloud.snapshotOf('orders', 's');
    const loaded = () => storages(cloud).map(([, { loadedKey }]) => loadedKey !== undefined);
    expect(loaded()).toEqual([true, false]);
    cloud.rds('StopDBInstance', { DBInstanceIdentifier: 'orders' });
    cloud.wait({ minutes: 5 });
    expect(loaded()).toEqual([false, false]);
  });
});
