/**
 * DescribeInstanceAttribute and ModifyInstanceAttribute.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html (documented).
 */
import type { _InstanceType as InstanceType } from '@aws-sdk/client-ec2';
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { incorrectInstanceState, invalidParameterCombination, invalidParameterValue } from '../errors.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance, putAttachment, putInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { instanceUse, ownInstance } from './find.ts';
import { shownInstance } from './shape.ts';

type Input = InputOf<'ec2', 'ModifyInstanceAttribute'>;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html */
export const describeInstanceAttribute = ec2Operation('DescribeInstanceAttribute', {
  readOnly: true,
  uses: (context, input) => [instanceUse(context, ownInstance(context, input.InstanceId!))],
  run(context, input) {
    const instance = ownInstance(context, input.InstanceId!);
    const InstanceId = instance.id;
    switch (input.Attribute!) {
      case 'instanceType':
        return { InstanceId, InstanceType: { Value: instance.type } };
      case 'userData':
        return { InstanceId, UserData: instance.userData === undefined ? {} : { Value: instance.userData } };
      case 'disableApiTermination':
        return { InstanceId, DisableApiTermination: { Value: instance.disableApiTermination } };
      case 'disableApiStop':
        return { InstanceId, DisableApiStop: { Value: instance.disableApiStop } };
      case 'instanceInitiatedShutdownBehavior':
        return { InstanceId, InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } };
      case 'rootDeviceName':
        return { InstanceId, RootDeviceName: { Value: instance.rootDeviceName } };
      case 'blockDeviceMapping': {
        const { BlockDeviceMappings } = shownInstance(context.world, instance);
        return { InstanceId, BlockDeviceMappings };
      }
      case 'ebsOptimized':
        return { InstanceId, EbsOptimized: { Value: instance.ebsOptimized } };
      case 'sourceDestCheck':
        return { InstanceId, SourceDestCheck: { Value: instance.sourceDestCheck } };
      case 'groupSet':
        return { InstanceId, Groups: instance.securityGroupIds.map((GroupId) => ({ GroupId })) };
      case 'enaSupport':
        return { InstanceId, EnaSupport: { Value: true } };
      case 'enclaveOptions':
        return { InstanceId, EnclaveOptions: { Enabled: false } };
      case 'productCodes':
        return { InstanceId, ProductCodes: [] };
      case 'kernel':
        return { InstanceId, KernelId: {} };
      case 'ramdisk':
        return { InstanceId, RamdiskId: {} };
      default:
        return { InstanceId, SriovNetSupport: {} };
    }
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html: one attribute at a time. */
export const modifyInstanceAttribute = ec2Operation('ModifyInstanceAttribute', {
  readOnly: false,
  response: () => ({ _return: true }),
  uses: (context, input) => [instanceUse(context, ownInstance(context, input.InstanceId!))],
  run(context, input) {
    const instance = ownInstance(context, input.InstanceId!);
    const given = ATTRIBUTES.filter((name) => input[name] !== undefined).length + (input.Attribute ? 1 : 0);
    if (given !== 1)
      invalidParameterCombination(
        given > 1 ? 'Fields for multiple attribute types specified' : 'No attributes specified.',
      );
    if (input.BlockDeviceMappings) keepOnTermination(context, instance, input.BlockDeviceMappings);
    else putInstance(context.transaction, { ...instance, ...changeOf(instance, input) });
    return {};
  },
});

const ATTRIBUTES = [
  'BlockDeviceMappings',
  'DisableApiStop',
  'DisableApiTermination',
  'EbsOptimized',
  'EnaSupport',
  'Groups',
  'InstanceInitiatedShutdownBehavior',
  'InstanceType',
  'Kernel',
  'Ramdisk',
  'SourceDestCheck',
  'SriovNetSupport',
  'UserData',
] as const;

const isTrue = (value: string | undefined): boolean => value === 'true';

function changeOf(instance: Instance, input: Input): Partial<Instance> {
  const { Attribute: name, Value: text } = input;
  if (input.InstanceType || name === 'instanceType') {
    mustBeStopped(instance);
    return { type: (input.InstanceType?.Value ?? text) as InstanceType };
  }
  if (input.UserData || name === 'userData') {
    mustBeStopped(instance);
    return { userData: text ?? String(input.UserData?.Value ?? '') };
  }
  if (input.EbsOptimized || name === 'ebsOptimized') {
    mustBeStopped(instance);
    return { ebsOptimized: input.EbsOptimized?.Value ?? isTrue(text) };
  }
  if (input.DisableApiTermination || name === 'disableApiTermination')
    return { disableApiTermination: input.DisableApiTermination?.Value ?? isTrue(text) };
  if (input.DisableApiStop || name === 'disableApiStop')
    return { disableApiStop: input.DisableApiStop?.Value ?? isTrue(text) };
  if (input.SourceDestCheck || name === 'sourceDestCheck')
    return { sourceDestCheck: input.SourceDestCheck?.Value ?? isTrue(text) };
  if (input.InstanceInitiatedShutdownBehavior || name === 'instanceInitiatedShutdownBehavior')
    return { shutdownBehavior: behaviorOf(input.InstanceInitiatedShutdownBehavior?.Value ?? text) };
  if (input.Groups) return { securityGroupIds: input.Groups };
  return invalidParameterValue(
    `Value (${name ?? 'kernel'}) for parameter attribute is invalid. It cannot be modified.`,
  );
}

function behaviorOf(value: string | undefined): 'stop' | 'terminate' {
  if (value === 'stop' || value === 'terminate') return value;
  return invalidParameterValue(
    `Invalid value '${value}' for instanceInitiatedShutdownBehavior. Expected 'stop' or 'terminate'.`,
  );
}

function mustBeStopped({ id, state }: Instance): void {
  if (state !== 'stopped') incorrectInstanceState(`The instance '${id}' is not in the 'stopped' state.`);
}

/** Whether a volume goes with the instance. */
function keepOnTermination(
  context: Context,
  instance: Instance,
  mappings: NonNullable<Input['BlockDeviceMappings']>,
): void {
  const attachments = attachmentsOfInstance(context.world.ec2, instance, instance.id);
  for (const { DeviceName, Ebs } of mappings) {
    const attachment =
      attachments.find((one) => one.device === DeviceName) ??
      invalidParameterValue(`Invalid device name ${DeviceName}: instance '${instance.id}' has no volume there.`);
    const deleteOnTermination = Ebs?.DeleteOnTermination ?? attachment.deleteOnTermination;
    putAttachment(context.transaction, instance, { ...attachment, deleteOnTermination });
  }
}
