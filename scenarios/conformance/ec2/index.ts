/** All tables of EC2 and EBS. */
import type { BehaviourTable } from '../behaviour.ts';
import { ec2Attachments } from './attachments.ts';
import { ec2Blocks } from './blocks.ts';
import { ec2Changes } from './changes.ts';
import { ec2Creation } from './creation.ts';
import { ec2Decisions } from './decisions.ts';
import { ec2ImageCopies } from './imageCopies.ts';
import { ec2Images } from './images.ts';
import { ec2Instances } from './instances.ts';
import { ec2InUse } from './inUse.ts';
import { ec2KeyStates } from './keyStates.ts';
import { ec2Keys } from './keys.ts';
import { ec2KmsCalls } from './kmsCalls.ts';
import { ec2Notifications } from './notifications.ts';
import { ec2Permissions } from './permissions.ts';
import { ec2Recovery } from './recovery.ts';
import { ec2Settings } from './settings.ts';
import { ec2Sharing } from './sharing.ts';

/** In the order of the report. */
export const ec2Tables: readonly BehaviourTable[] = [
  ec2KeyStates,
  ec2Decisions,
  ec2Settings,
  ec2Keys,
  ec2KmsCalls,
  ec2Instances,
  ec2InUse,
  ec2Recovery,
  ec2Attachments,
  ec2Creation,
  ec2Changes,
  ec2Images,
  ec2ImageCopies,
  ec2Sharing,
  ec2Permissions,
  ec2Blocks,
  ec2Notifications,
];
