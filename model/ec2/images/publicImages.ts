/**
 * Amazon's public images that every Region has: the same few in all, with ids that follow from the Region. Their root
 * disks are unencrypted, as Amazon's are.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/finding-an-ami.html (documented); the ids are invented, the owner
 * account is Amazon's (137112412989).
 */
import type { ArchitectureValues } from '@aws-sdk/client-ec2';
import { utf8 } from '../../bytes.ts';
import { Random, seedState } from '../../random.ts';
import { Table } from '../../table.ts';
import { newId } from '../arns.ts';
import type { Blocks, Image, Snapshot } from '../state.ts';

/** Amazon's account. */
export const AMAZON = '137112412989';

interface Release {
  readonly name: string;
  readonly description: string;
  readonly architecture: ArchitectureValues;
  readonly sizeGiB: number;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
}

const RELEASES: readonly Release[] = [
  {
    name: 'al2023-ami-2023.9.20251208.0-kernel-6.1-x86_64',
    description: 'Amazon Linux 2023 AMI 2023.9.20251208.0 x86_64 HVM kernel-6.1',
    architecture: 'x86_64',
    sizeGiB: 8,
    createdMs: 1_765_152_000_000,
  },
  {
    name: 'al2023-ami-2023.9.20251208.0-kernel-6.1-arm64',
    description: 'Amazon Linux 2023 AMI 2023.9.20251208.0 arm64 HVM kernel-6.1',
    architecture: 'arm64',
    sizeGiB: 8,
    createdMs: 1_765_152_000_000,
  },
  {
    name: 'amzn2-ami-kernel-5.10-hvm-2.0.20251201.0-x86_64-gp2',
    description: 'Amazon Linux 2 Kernel 5.10 AMI 2.0.20251201.0 x86_64 HVM gp2',
    architecture: 'x86_64',
    sizeGiB: 8,
    createdMs: 1_764_547_200_000,
  },
];

/** What stands in the first and in the last block of a root disk: enough to tell it by. */
function rootBlocks(name: string, sizeGiB: number): Blocks {
  const last = sizeGiB * 2048 - 1;
  const first: Blocks = Table.empty();
  return first
    .set(0, { bytes: utf8(`EFI PART ${name} root file system`) })
    .set(last, { bytes: utf8(`EFI PART backup of ${name}`) });
}

interface Published {
  readonly images: readonly Image[];
  readonly snapshots: readonly Snapshot[];
}

function publish(region: string): Published {
  const made = RELEASES.map((release) => {
    const random = new Random(seedState(`${region}/${release.name}`));
    const snapshot: Snapshot = {
      id: newId(random, 'snap'),
      account: AMAZON,
      region,
      state: 'completed',
      startedMs: release.createdMs,
      completedMs: release.createdMs,
      description: `Created by ${release.name}`,
      volumeId: 'vol-ffffffff',
      sizeGiB: release.sizeGiB,
      encrypted: false,
      blocks: rootBlocks(release.name, release.sizeGiB),
      sharedWith: ['all'],
      ownerAlias: 'amazon',
    };
    const image: Image = {
      id: newId(random, 'ami'),
      account: AMAZON,
      region,
      state: 'available',
      name: release.name,
      description: release.description,
      createdMs: release.createdMs,
      architecture: release.architecture,
      rootDeviceName: '/dev/xvda',
      platformDetails: 'Linux/UNIX',
      virtualizationType: 'hvm',
      enaSupport: true,
      devices: [
        {
          device: '/dev/xvda',
          snapshotId: snapshot.id,
          sizeGiB: release.sizeGiB,
          type: release.name.endsWith('gp2') ? 'gp2' : 'gp3',
          deleteOnTermination: true,
        },
      ],
      public: true,
      ownerAlias: 'amazon',
    };
    return { image, snapshot };
  });
  return { images: made.map(({ image }) => image), snapshots: made.map(({ snapshot }) => snapshot) };
}

// Nothing of this depends on a world, so each Region's is made once.
const published = new Map<string, Published>();

function publishedIn(region: string): Published {
  let known = published.get(region);
  if (!known) {
    known = publish(region);
    published.set(region, known);
  }
  return known;
}

/** Amazon's images in a Region. */
export const publicImages = (region: string): readonly Image[] => publishedIn(region).images;
/** Their snapshots, which anybody may use. */
export const publicSnapshots = (region: string): readonly Snapshot[] => publishedIn(region).snapshots;
