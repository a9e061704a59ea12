/**
 * CreateServiceLinkedRole: the role that a service acts with by itself. Its policy is AWS's, nobody changes it, and it allows
 * nothing in KMS: what such a role may do with a key, the key policy must say.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html,
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html (documented).
 */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { rolesOf, trustOf } from '../entities.ts';
import { iamErrors } from '../errors.ts';
import { AUTO_SCALING_SERVICE_ROLE } from '../managed.ts';
import { iamOperation, updateIam } from '../operation.ts';
import { newPrincipal, type Principal, withPrincipal } from '../state.ts';
import { shownRole } from './roles.ts';

/** What is known of a service's role. */
interface LinkedRole {
  readonly name: string;
  /** ARN of its managed policy. */
  readonly policy: string;
  /** More roles of the service, told apart by a suffix. */
  readonly suffixed: boolean;
}

/** Services whose role can be made here: those that use encrypted disks in the name of nobody else. */
const linkedRoles: Readonly<Record<string, LinkedRole>> = {
  'autoscaling.amazonaws.com': {
    name: 'AWSServiceRoleForAutoScaling',
    policy: AUTO_SCALING_SERVICE_ROLE,
    suffixed: true,
  },
};

type Input = { AWSServiceName?: string; CustomSuffix?: string };

function invalidInput(message: string): never {
  return refuse('InvalidInput', message, { rule: iamErrors['service-linked-role'] });
}

function linkedRole({ AWSServiceName: service, CustomSuffix: suffix }: Input): LinkedRole {
  const known = Object.hasOwn(linkedRoles, service!) ? linkedRoles[service!]! : undefined;
  if (!known) return invalidInput(`keystate knows no service-linked role of ${service}.`);
  if (suffix !== undefined && !known.suffixed) return invalidInput(`Custom suffix is not allowed for ${service}`);
  return suffix === undefined ? known : { ...known, name: `${known.name}_${suffix}` };
}

const arnOf = (context: Context, input: Input): string =>
  `arn:aws:iam::${context.account}:role/aws-service-role/${input.AWSServiceName}/${linkedRole(input).name}`;

const trust = (service: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html */
export const createServiceLinkedRole = iamOperation('CreateServiceLinkedRole', {
  readOnly: false,
  resource: arnOf,
  response: (output) => ({ role: output.Role }),
  run(context, input) {
    const { name, policy } = linkedRole(input);
    for (const other of rolesOf(context))
      if (other.name === name)
        invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`);
    const role: Principal = {
      ...newPrincipal(arnOf(context, input), context.nowMs),
      description: input.Description,
      trustPolicy: trustOf(trust(input.AWSServiceName!)),
      attachedPolicies: [policy],
    };
    updateIam(context, withPrincipal(context.world.iam, role));
    return { Role: shownRole(role) };
  },
});
