/** A trail with log file validation after three hours, and what an auditor takes away to check. */
import { BUCKET, Scene } from './trailWorld.ts';
import type { PublicKey, StoredObject } from './verifier.ts';

export const START = Date.parse('2026-01-05T09:00:00Z');

/** Everything in the bucket, as an auditor would download it. */
export function download(scene: Scene): Map<string, StoredObject> {
  const objects = new Map<string, StoredObject>();
  for (const key of scene.keys()) {
    const { Body, Metadata } = scene.must('s3', 'GetObject', { Bucket: BUCKET, Key: key });
    objects.set(key, { body: Body, metadata: Metadata ?? {} });
  }
  return objects;
}

export const publicKeys = (scene: Scene): PublicKey[] =>
  scene.must('cloudtrail', 'ListPublicKeys', { StartTime: START, EndTime: scene.world.nowMs }).PublicKeyList;

export const newestDigest = (scene: Scene): string => scene.keys('/CloudTrail-Digest/').at(-1)!;

/** Three hours with something in the first and the third. */
export function threeHours(): Scene {
  const scene = new Scene().logging({ EnableLogFileValidation: true });
  scene.must('kms', 'CreateKey');
  scene.wait({ minutes: 30 }).must('kms', 'ListKeys');
  scene.wait({ minutes: 100 }).must('kms', 'CreateKey');
  return scene.wait({ minutes: 51 });
}
