/** DescribeInstances and DescribeInstanceStatus. */
import type { Context } from '../../context.ts';
import { isoTimeMs } from '../../time.ts';
import { type FilterValues, filtered, page } from '../describe.ts';
import { ec2Operation } from '../operation.ts';
import { attachmentsOfInstance } from '../rows.ts';
import type { Instance } from '../state.ts';
import { tagsOf } from '../tags/tags.ts';
import { ownInstances } from './find.ts';
import { instanceStateCodes } from './instance.machine.ts';
import { shownInstance, shownState } from './shape.ts';

function rowsOf(context: Context, ids: readonly string[] | undefined): Instance[] {
  if (ids?.length) return ownInstances(context, ids);
  return Array.from(context.world.ec2.instances.withPrefix(`${context.place}/`), ([, instance]) => instance);
}

const tagsIn = (context: Context) => (instance: Instance) => tagsOf(context.world, instance, instance.id);

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html: by reservation. */
export const describeInstances = ec2Operation('DescribeInstances', {
  readOnly: true,
  run(context, input) {
    const rows = filtered(rowsOf(context, input.InstanceIds), input.Filters, filterValues(context), tagsIn(context));
    const found = page(rows, input, Boolean(input.InstanceIds?.length));
    const reservations = new Map<string, Instance[]>();
    for (const instance of found.rows)
      reservations.set(instance.reservationId, [...(reservations.get(instance.reservationId) ?? []), instance]);
    return {
      Reservations: [...reservations].map(([ReservationId, instances]) => ({
        ReservationId,
        OwnerId: context.account,
        Groups: [],
        Instances: instances
          .sort((a, b) => a.launchIndex - b.launchIndex)
          .map((instance) => shownInstance(context.world, instance)),
      })),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html: running ones unless all are asked for. */
export const describeInstanceStatus = ec2Operation('DescribeInstanceStatus', {
  readOnly: true,
  run(context, input) {
    const rows = rowsOf(context, input.InstanceIds).filter(
      (instance) => input.IncludeAllInstances || instance.state === 'running',
    );
    const passed = filtered(rows, input.Filters, STATUS_FILTERS, tagsIn(context));
    const found = page(passed, input, Boolean(input.InstanceIds?.length));
    return {
      InstanceStatuses: found.rows.map((instance) => ({
        AvailabilityZone: instance.zone,
        Events: [],
        InstanceId: instance.id,
        InstanceState: shownState(instance.state),
        InstanceStatus: checkOf(instance),
        SystemStatus: checkOf(instance),
      })),
      ...(found.NextToken ? { NextToken: found.NextToken } : {}),
    };
  },
});

const statusOf = (instance: Instance) => (instance.state === 'running' ? ('ok' as const) : ('not-applicable' as const));

function checkOf(instance: Instance) {
  const Status = statusOf(instance);
  if (Status !== 'ok') return { Status };
  return { Status, Details: [{ Name: 'reachability' as const, Status: 'passed' as const }] };
}

const codeOf = (instance: Instance) => instanceStateCodes[instance.state];

const STATUS_FILTERS: FilterValues<Instance> = {
  'availability-zone': (instance) => instance.zone,
  'instance-state-code': codeOf,
  'instance-state-name': (instance) => instance.state,
  'instance-status.status': statusOf,
  'system-status.status': statusOf,
};

function filterValues(context: Context): FilterValues<Instance> {
  const attachments = (instance: Instance) => attachmentsOfInstance(context.world.ec2, instance, instance.id);
  return {
    architecture: (instance) => instance.architecture,
    'availability-zone': (instance) => instance.zone,
    'block-device-mapping.delete-on-termination': (instance) =>
      attachments(instance).map((one) => String(one.deleteOnTermination)),
    'block-device-mapping.device-name': (instance) => attachments(instance).map((one) => one.device),
    'block-device-mapping.status': (instance) => attachments(instance).map((one) => one.state),
    'block-device-mapping.volume-id': (instance) => attachments(instance).map((one) => one.volumeId),
    'client-token': (instance) => instance.clientToken,
    hypervisor: () => 'xen',
    'iam-instance-profile.arn': (instance) => instance.instanceProfileArn,
    'image-id': (instance) => instance.imageId,
    'instance-id': (instance) => instance.id,
    'instance-state-code': codeOf,
    'instance-state-name': (instance) => instance.state,
    'instance-type': (instance) => instance.type,
    'instance.group-id': (instance) => instance.securityGroupIds,
    'key-name': (instance) => instance.keyName,
    'launch-index': (instance) => instance.launchIndex,
    'launch-time': (instance) => isoTimeMs(instance.launchedMs),
    'owner-id': (instance) => instance.account,
    'private-ip-address': (instance) => instance.privateIpAddress,
    reason: (instance) => instance.stateTransitionReason,
    'reservation-id': (instance) => instance.reservationId,
    'root-device-name': (instance) => instance.rootDeviceName,
    'root-device-type': () => 'ebs',
    'state-reason-code': (instance) => instance.stateReason?.code,
    'state-reason-message': (instance) => instance.stateReason?.message,
    'subnet-id': (instance) => instance.subnetId,
    tenancy: () => 'default',
    'virtualization-type': () => 'hvm',
  };
}
