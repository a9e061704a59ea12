/** Instances as the API shows them. */
import type { World } from '../../world.ts';
import { attachmentsOfInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { tagList, tagsOf } from '../tags/tags.ts';
import { type InstanceState, instanceStateCodes } from './instance.machine.ts';

/** A state as the API shows it. */
export const shownState = (state: InstanceState) => ({ Code: instanceStateCodes[state], Name: state });

/** One change of StartInstances, StopInstances, TerminateInstances. */
export const shownChange = (before: Instance, after: Instance) => ({
  InstanceId: after.id,
  CurrentState: shownState(after.state),
  PreviousState: shownState(before.state),
});

const privateName = (instance: Instance): string =>
  `ip-${instance.privateIpAddress.replaceAll('.', '-')}.${instance.region === 'us-east-1' ? 'ec2' : `${instance.region}.compute`}.internal`;

/** What RunInstances and DescribeInstances answer. Networking is thin: a private address, no VPC. */
export function shownInstance(world: World, instance: Instance) {
  const tags = tagList(tagsOf(world, instance, instance.id));
  const gone = instance.state === 'terminated';
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: shownState(instance.state),
    PrivateDnsName: gone ? '' : privateName(instance),
    PublicDnsName: '',
    StateTransitionReason: instance.stateTransitionReason,
    ...(instance.keyName ? { KeyName: instance.keyName } : {}),
    AmiLaunchIndex: instance.launchIndex,
    ProductCodes: [],
    InstanceType: instance.type,
    LaunchTime: instance.launchedMs,
    Placement: { AvailabilityZone: instance.zone, GroupName: '', Tenancy: 'default' as const },
    Monitoring: { State: instance.monitoring ? ('enabled' as const) : ('disabled' as const) },
    ...(gone ? {} : { PrivateIpAddress: instance.privateIpAddress }),
    ...(instance.subnetId && !gone ? { SubnetId: instance.subnetId } : {}),
    Architecture: instance.architecture,
    BlockDeviceMappings: devicesOf(world, instance),
    ClientToken: instance.clientToken,
    EbsOptimized: instance.ebsOptimized,
    EnaSupport: true,
    HibernationOptions: { Configured: instance.hibernation },
    Hypervisor: 'xen' as const,
    ...(instance.instanceProfileArn ? { IamInstanceProfile: { Arn: instance.instanceProfileArn } } : {}),
    NetworkInterfaces: [],
    RootDeviceName: instance.rootDeviceName,
    RootDeviceType: 'ebs' as const,
    SecurityGroups: instance.securityGroupIds.map((GroupId) => ({ GroupId })),
    SourceDestCheck: instance.sourceDestCheck,
    ...(instance.stateReason
      ? { StateReason: { Code: instance.stateReason.code, Message: instance.stateReason.message } }
      : {}),
    ...(tags.length > 0 ? { Tags: tags } : {}),
    VirtualizationType: 'hvm' as const,
    PlatformDetails: instance.platformDetails,
    UsageOperation: 'RunInstances',
    UsageOperationUpdateTime: instance.launchedMs,
  };
}

/** While an instance is being launched, its devices do not show yet (recorded: RunInstances answers none). */
function devicesOf(world: World, instance: Instance) {
  if (instance.state === 'pending' && instance.launching) return [];
  return attachmentsOfInstance(world.ec2, instance, instance.id).map((attachment) => ({
    DeviceName: attachment.device,
    Ebs: {
      AttachTime: attachment.attachedMs,
      DeleteOnTermination: attachment.deleteOnTermination,
      Status: attachment.state as Exclude<typeof attachment.state, 'busy'>,
      VolumeId: attachment.volumeId,
    },
  }));
}
