/**
 * Volume types: sizes, IOPS and throughput.
 * Source: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html (documented); texts of refusals reported.
 */
import type { VolumeType } from '@aws-sdk/client-ec2';
import { invalidParameterCombination, invalidParameterValue, missingParameter } from '../errors.ts';
import type { VolumeShape } from '../state.ts';

/** What a type allows. */
interface Limits {
  readonly minGiB: number;
  readonly maxGiB: number;
  /** Range of Iops that may be asked for; absent where it cannot be chosen. */
  readonly iops?: readonly [min: number, max: number];
  /** Range of throughput in MiB/s. */
  readonly throughput?: readonly [min: number, max: number];
  readonly multiAttach?: boolean;
}

const LIMITS: Readonly<Record<VolumeType, Limits>> = {
  standard: { minGiB: 1, maxGiB: 1024 },
  gp2: { minGiB: 1, maxGiB: 16_384 },
  gp3: { minGiB: 1, maxGiB: 65_536, iops: [3000, 80_000], throughput: [125, 2000] },
  io1: { minGiB: 4, maxGiB: 16_384, iops: [100, 64_000], multiAttach: true },
  io2: { minGiB: 4, maxGiB: 65_536, iops: [100, 256_000], multiAttach: true },
  st1: { minGiB: 125, maxGiB: 16_384 },
  sc1: { minGiB: 125, maxGiB: 16_384 },
};

/** What a request asks of a volume. */
export interface WantedShape {
  readonly Size?: number;
  readonly VolumeType?: VolumeType;
  readonly Iops?: number;
  readonly Throughput?: number;
  readonly MultiAttachEnabled?: boolean;
}

/** Checks a request and fills in what the type gives by itself. `sizeGiB` is the size if the request names none. */
export function shapeOf(wanted: WantedShape, sizeGiB: number): VolumeShape {
  const type = wanted.VolumeType ?? 'gp2';
  const size = wanted.Size ?? sizeGiB;
  const limits = LIMITS[type];
  checkSize(size, limits);
  if (wanted.MultiAttachEnabled && !limits.multiAttach)
    invalidParameterCombination(`The parameter MultiAttachEnabled is not supported for ${type} volumes.`);
  checkIops(type, wanted.Iops, limits);
  checkThroughput(type, wanted.Throughput, limits);
  return {
    sizeGiB: size,
    type,
    iops: wanted.Iops ?? ownIops(type, size),
    throughput: type === 'gp3' ? (wanted.Throughput ?? 125) : undefined,
    multiAttach: wanted.MultiAttachEnabled ?? false,
  };
}

function checkSize(size: number, { minGiB, maxGiB }: Limits): void {
  if (size < minGiB) invalidParameterValue(`Volume of ${size}GiB is too small; minimum is ${minGiB}GiB.`);
  if (size > maxGiB) invalidParameterValue(`Volume of ${size}GiB is too large; maximum is ${maxGiB}GiB.`);
}

function checkIops(type: VolumeType, iops: number | undefined, limits: Limits): void {
  if (iops === undefined) {
    if (type === 'io1' || type === 'io2') missingParameter('iops');
    return;
  }
  if (!limits.iops) invalidParameterCombination(`The parameter iops is not supported for ${type} volumes.`);
  const [min, max] = limits.iops!;
  if (iops < min) invalidParameterValue(`Volume iops of ${iops} is too low; minimum is ${min}.`);
  if (iops > max) invalidParameterValue(`Volume iops of ${iops} is too high; maximum is ${max}.`);
}

function checkThroughput(type: VolumeType, throughput: number | undefined, limits: Limits): void {
  if (throughput === undefined) return;
  if (!limits.throughput) invalidParameterCombination(`The parameter throughput is not supported for ${type} volumes.`);
  const [min, max] = limits.throughput!;
  if (throughput < min) invalidParameterValue(`Throughput of ${throughput} is too low; minimum is ${min}.`);
  if (throughput > max) invalidParameterValue(`Throughput of ${throughput} is too high; maximum is ${max}.`);
}

/** IOPS that a type has without asking. gp2 has 3 per GiB, between 100 and 16000. */
function ownIops(type: VolumeType, sizeGiB: number): number | undefined {
  if (type === 'gp2') return Math.min(16_000, Math.max(100, 3 * sizeGiB));
  return type === 'gp3' ? 3000 : undefined;
}
