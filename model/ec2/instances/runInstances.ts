/** RunInstances: answers `pending` whatever state the keys are in; volumes and boot follow. */
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { instanceArn, newId, otherArn, volumeArn } from '../arns.ts';
import type { ResourceUse } from '../authorize.ts';
import { madeBefore, rememberToken } from '../clientTokens.ts';
import {
  cannotHibernate,
  ec2ErrorRules,
  invalidParameterCombination,
  invalidParameterValue,
  missingParameter,
} from '../errors.ts';
import { imageUse, usableImage } from '../images/find.ts';
import { notifyInstance } from '../notify.ts';
import { ec2Operation } from '../operation.ts';
import { inRecord } from '../record.ts';
import { zonesOf } from '../regions/zones.ts';
import { getInstance, putInstance } from '../rows.ts';
import { snapshotUse } from '../snapshots/use.ts';
import type { Image, Instance } from '../state.ts';
import { giveTags, tagsFor, tagUses } from '../tags/tags.ts';
import { beginAttachment } from '../volumes/attachVolume.ts';
import { beginVolume } from '../volumes/make.ts';
import { scheduleBoot } from './boot.ts';
import { type PlannedDevice, planDevices } from './devices.ts';
import { ownInstances } from './find.ts';
import { PENDING } from './reasons.ts';
import { shownInstance } from './shape.ts';

type Input = InputOf<'ec2', 'RunInstances'>;

/** Kinds of resources that RunInstances can tag. Networking is thin: tags of interfaces are taken and forgotten. */
const TAGGABLE = ['instance', 'volume', 'network-interface', 'spot-instances-request', 'elastic-gpu'];

/** The most instances of one request (assumed; AWS limits vCPUs by account). */
const LAUNCH_LIMIT = 1000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const runInstances = ec2Operation('RunInstances', {
  readOnly: false,
  request: shownRequest,
  uses,
  run(context, input) {
    const made = madeBefore(context, input, (id) => getInstance(context.transaction, context, id) !== undefined);
    if (made) return reservationOf(context, ownInstances(context, made));
    const count = countOf(input);
    const image = imageOf(context, input);
    const devices = planDevices(context, image, input.BlockDeviceMappings);
    if (input.HibernationOptions?.Configured) checkHibernation(image, devices);
    const reservationId = newId(context.random, 'r');
    const instances = Array.from({ length: count }, (_, index) =>
      launch(context, input, image, devices, { reservationId, index }),
    );
    const ids = instances.map((instance) => instance.id);
    rememberToken(context, input, ids);
    return reservationOf(context, ownInstances(context, ids));
  },
});

/** The memory of a hibernated instance is written to its root volume, which must be encrypted for that. */
function checkHibernation(image: Image, devices: readonly PlannedDevice[]): void {
  const root = devices.find(({ device }) => device === image.rootDeviceName);
  if (root?.kmsKeyId === undefined)
    cannotHibernate(`The root volume ${image.rootDeviceName} must be encrypted for an instance that can hibernate.`);
}

function countOf(input: Input): number {
  const { MinCount = 1, MaxCount = 1 } = input;
  if (MaxCount < MinCount)
    invalidParameterCombination('The value for minCount must be less than or equal to the value for maxCount.');
  if (MaxCount > LAUNCH_LIMIT)
    refuse('InstanceLimitExceeded', `You have requested more instances (${MaxCount}) than one request allows.`, {
      rule: ec2ErrorRules['bad-parameter'],
    });
  return MaxCount;
}

function imageOf(context: Context, input: Input): Image {
  const template = input.LaunchTemplate;
  // Launch templates are not simulated, so none exists.
  if (template?.LaunchTemplateId)
    refuse(
      'InvalidLaunchTemplateId.NotFound',
      `The launch template ID '${template.LaunchTemplateId}' was not found. Verify that the launch template ID is correct.`,
      { rule: ec2ErrorRules['not-found'] },
    );
  if (template)
    refuse(
      'InvalidLaunchTemplateName.NotFoundException',
      `The specified launch template, with template name ${template.LaunchTemplateName}, does not exist.`,
      { rule: ec2ErrorRules['not-found'] },
    );
  if (!input.ImageId) missingParameter('ImageId');
  const image = usableImage(context, input.ImageId!);
  if (image.state !== 'available')
    refuse('InvalidAMIID.Unavailable', `The image ID '${image.id}' is not available`, {
      rule: ec2ErrorRules['wrong-state'],
    });
  return image;
}

function zoneOf(context: Context, input: Input): string {
  const zones = zonesOf(context.region);
  const name = input.Placement?.AvailabilityZone;
  if (name === undefined) return zones[0]!.name;
  if (!zones.some((zone) => zone.name === name)) invalidParameterValue(`Invalid availability zone: [${name}]`);
  return name;
}

/** One instance with its volumes. */
function launch(
  context: Context,
  input: Input,
  image: Image,
  devices: readonly PlannedDevice[],
  place: { readonly reservationId: string; readonly index: number },
): Instance {
  const { transaction } = context;
  const id = newId(context.random, 'i');
  const zone = zoneOf(context, input);
  const instance: Instance = {
    id,
    account: context.account,
    region: context.region,
    zone,
    state: context.rules.ec2.instanceLifecycle.initial,
    launching: true,
    stateReason: PENDING,
    stateTransitionReason: '',
    reservationId: place.reservationId,
    launchIndex: place.index,
    imageId: image.id,
    type: input.InstanceType ?? 'm1.small',
    launchedMs: context.nowMs,
    rootDeviceName: image.rootDeviceName,
    architecture: image.architecture,
    platformDetails: image.platformDetails,
    keyName: input.KeyName,
    privateIpAddress: input.PrivateIpAddress ?? `172.31.${context.random.below(256)}.${4 + context.random.below(251)}`,
    subnetId: input.SubnetId,
    securityGroupIds: input.SecurityGroupIds ?? [],
    instanceProfileArn: profileArn(context, input),
    userData: input.UserData,
    clientToken: input.ClientToken ?? '',
    ebsOptimized: input.EbsOptimized ?? false,
    monitoring: input.Monitoring?.Enabled ?? false,
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior ?? 'stop',
    hibernation: input.HibernationOptions?.Configured ?? false,
    sourceDestCheck: true,
  };
  putInstance(transaction, instance);
  giveTags(context, context, id, tagsFor(input.TagSpecifications, 'instance', TAGGABLE));
  const volumeIds = devices.map((device) => beginDevice(context, input, instance, device));
  const booting = { ...instance, due: scheduleBoot(context, id, volumeIds) };
  putInstance(transaction, booting);
  notifyInstance(transaction, booting);
  return booting;
}

/** A volume that is made attached: it is in use from its first moment. */
function beginDevice(context: Context, input: Input, instance: Instance, device: PlannedDevice): string {
  const { shape, snapshot, kmsKeyId } = device;
  const volume = beginVolume(context, { zone: instance.zone, shape, snapshot, kmsKeyId });
  giveTags(context, context, volume.id, tagsFor(input.TagSpecifications, 'volume', TAGGABLE));
  beginAttachment(context.transaction, volume, instance.id, device.device, device.deleteOnTermination, {});
  return volume.id;
}

function profileArn(context: Context, input: Input): string | undefined {
  const { Arn, Name } = input.IamInstanceProfile ?? {};
  return Arn ?? (Name ? `arn:aws:iam::${context.account}:instance-profile/${Name}` : undefined);
}

function reservationOf(context: Context, instances: readonly Instance[]) {
  return {
    ReservationId: instances[0]!.reservationId,
    OwnerId: context.account,
    Groups: [],
    Instances: instances.map((instance) => shownInstance(context.world, instance)),
  };
}

/** Everything a launch touches, as https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html lists it. */
function uses(context: Context, input: Input): readonly ResourceUse[] {
  const image = imageOf(context, input);
  const requestTags = tagsFor(input.TagSpecifications, 'instance', TAGGABLE);
  const volumeTags = tagsFor(input.TagSpecifications, 'volume', TAGGABLE);
  const conditions = {
    'ec2:availabilityzone': zoneOf(context, input),
    'ec2:instancetype': input.InstanceType ?? 'm1.small',
    'ec2:rootdevicetype': 'ebs',
    'ec2:tenancy': input.Placement?.Tenancy ?? 'default',
  };
  const instance = instanceArn(context, '*');
  return [
    imageUse(context, image),
    { resource: instance, requestTags, conditions },
    ...planDevices(context, image, input.BlockDeviceMappings).flatMap((device) =>
      deviceUses(context, device, volumeTags),
    ),
    { resource: otherArn('network-interface', context, '*') },
    { resource: otherArn('subnet', context, input.SubnetId ?? '*') },
    ...(input.SecurityGroupIds ?? ['*']).map((id) => ({ resource: otherArn('security-group', context, id) })),
    ...(input.KeyName ? [{ resource: otherArn('key-pair', context, input.KeyName) }] : []),
    ...tagUses(context, instance, requestTags),
    ...tagUses(context, volumeArn(context, '*'), volumeTags),
  ];
}

function deviceUses(context: Context, device: PlannedDevice, requestTags: Readonly<Record<string, string>>) {
  const conditions = {
    'ec2:encrypted': String(device.kmsKeyId !== undefined),
    'ec2:volumesize': String(device.shape.sizeGiB),
    'ec2:volumetype': device.shape.type,
  };
  const volume: ResourceUse = { resource: volumeArn(context, '*'), requestTags, conditions };
  return device.snapshot ? [volume, snapshotUse(context, device.snapshot)] : [volume];
}

/** As in the guide's record of a launch: the image and the counts stand in an item; UserData is not shown. */
function shownRequest(input: Input): Record<string, unknown> {
  const {
    ImageId: imageId,
    MinCount: minCount,
    MaxCount: maxCount,
    KeyName: keyName,
    SecurityGroupIds,
    ...rest
  } = input;
  const { UserData, DryRun: _, Monitoring, BlockDeviceMappings, ...plain } = rest;
  return {
    instancesSet: { items: [{ imageId, minCount, maxCount, ...(keyName ? { keyName } : {}) }] },
    groupSet: SecurityGroupIds ? { items: SecurityGroupIds.map((groupId) => ({ groupId })) } : {},
    ...(UserData === undefined ? {} : { userData: '<sensitiveDataRemoved>' }),
    blockDeviceMapping: BlockDeviceMappings ? inRecord({ BlockDeviceMappings }).blockDeviceMapping : {},
    monitoring: { enabled: Monitoring?.Enabled ?? false },
    disableApiTermination: input.DisableApiTermination ?? false,
    disableApiStop: input.DisableApiStop ?? false,
    ...inRecord(plain),
  };
}
