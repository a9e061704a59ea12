/**
 * CreateGrant, ListGrants, RetireGrant, RevokeGrant.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/grants.html (documented).
 */
import { base64 } from '../../bytes.ts';
import type { InputOf } from '../../call.ts';
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { exists } from '../../iam/exists.ts';
import type { Decision } from '../../iam/types.ts';
import { decideByIdentity, type Leave, noteOwner, refuseUse } from '../authorize.ts';
import { invalid, kmsRulesText } from '../errors.ts';
import { findKey } from '../find.ts';
import {
  checkChildGrant,
  checkGrantCount,
  checkGrantOperations,
  constraintsOf,
  isItself,
  removeGrant,
  rootOf,
  sameGrant,
  storeGrant,
} from '../grants.ts';
import { keyOperation, kmsOperation, noteKey } from '../operation.ts';
import { page } from '../paging.ts';
import { type Grant, grantRow, type Key } from '../state.ts';
import { authorizeByIdentity, upTo } from './keys.ts';

type CreateGrantInput = InputOf<'kms', 'CreateGrant'>;

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html */
export const createGrant = keyOperation('CreateGrant', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: {
    request: (input) => ({
      keyId: input.KeyId,
      ...(input.GranteePrincipal ? { granteePrincipal: input.GranteePrincipal } : {}),
      ...(input.GranteeServicePrincipal ? { granteeServicePrincipal: input.GranteeServicePrincipal } : {}),
      ...(input.RetiringPrincipal ? { retiringPrincipal: input.RetiringPrincipal } : {}),
      ...(input.RetiringServicePrincipal ? { retiringServicePrincipal: input.RetiringServicePrincipal } : {}),
      operations: input.Operations,
      ...(input.Constraints ? { constraints: shownConstraints(input.Constraints) } : {}),
      ...(input.Name ? { name: input.Name } : {}),
    }),
  },
  facts: (input) => ({
    // A grant that lets its grantee make grants covers those with its own constraints, or tighter ones.
    encryptionContext: input.Constraints?.EncryptionContextEquals ?? input.Constraints?.EncryptionContextSubset,
    more: {
      'kms:grantoperations': input.Operations,
      'kms:granteeprincipal': input.GranteePrincipal ? [input.GranteePrincipal] : undefined,
      'kms:retiringprincipal': input.RetiringPrincipal ? [input.RetiringPrincipal] : undefined,
      'kms:grantconstrainttype': constraintTypes(input.Constraints),
      'kms:granteeserviceprincipal': input.GranteeServicePrincipal ? [input.GranteeServicePrincipal] : undefined,
      'kms:retiringserviceprincipal': input.RetiringServicePrincipal ? [input.RetiringServicePrincipal] : undefined,
      'kms:grantconstraintsourcearn': input.Constraints?.SourceArn ? [input.Constraints.SourceArn] : undefined,
    },
  }),
  run(context, key, input, leave) {
    const grant = wantedGrant(context, key, input, leave);
    const known = grant.name ? sameGrant(context, grant) : undefined;
    if (!known) checkGrantCount(context, key);
    const token = base64(context.random.bytes(72));
    storeGrant(context, known ? { ...known, tokens: [...known.tokens, token] } : { ...grant, tokens: [token] });
    const GrantId = known?.id ?? grant.id;
    context.record.responseElements = { grantId: GrantId, keyId: key.arn };
    return { GrantToken: token, GrantId };
  },
});

function wantedGrant(context: Context, key: Key, input: CreateGrantInput, leave: Leave): Grant {
  checkPrincipals(input);
  for (const arn of [input.GranteePrincipal, input.RetiringPrincipal]) if (arn) checkExists(context, arn);
  checkGrantOperations(key, input.Operations!);
  const grant: Grant = {
    id: context.random.hex(64),
    keyArn: key.arn,
    state: context.rules.kms.grantLifecycle.initial,
    name: input.Name ?? '',
    granteePrincipal: (input.GranteePrincipal ?? input.GranteeServicePrincipal)!,
    ...(input.GranteeServicePrincipal ? { granteeIsService: true } : {}),
    retiringPrincipal: input.RetiringPrincipal ?? input.RetiringServicePrincipal,
    ...(input.RetiringServicePrincipal ? { retiringIsService: true } : {}),
    operations: input.Operations!,
    constraints: constraintsOf(key, input.Constraints),
    issuingAccount: rootOf(context.account),
    createdMs: context.nowMs,
    tokens: [],
  };
  if (leave.grant) checkChildGrant(leave.grant, grant);
  return grant;
}

/**
 * One grantee; a service as grantee must be tied to a resource and somebody must be able to retire its grant.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html (documented since March 2026; texts
 * assumed).
 */
function checkPrincipals(input: CreateGrantInput): void {
  const { GranteePrincipal, GranteeServicePrincipal, RetiringPrincipal, RetiringServicePrincipal } = input;
  if ((GranteePrincipal === undefined) === (GranteeServicePrincipal === undefined)) {
    invalid('Exactly one of GranteePrincipal and GranteeServicePrincipal must be specified.');
  }
  if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined) {
    invalid('Only one of RetiringPrincipal and RetiringServicePrincipal can be specified.');
  }
  if (GranteeServicePrincipal === undefined) return;
  if (input.Constraints?.SourceArn === undefined) invalid('GranteeServicePrincipal requires a SourceArn constraint.');
  if (RetiringPrincipal === undefined && RetiringServicePrincipal === undefined) {
    invalid('GranteeServicePrincipal requires a RetiringPrincipal or a RetiringServicePrincipal.');
  }
}

/** Grants that services make for their callers can name principals of the service's own. */
function checkExists(context: Context, principal: string): void {
  if (context.call.caller.via || context.identity.kind === 'AWSService') return;
  if (principal !== '*' && exists(context.world.iam, principal)) return;
  refuse('InvalidArnException', 'ARN does not refer to a valid principal.', {
    rule: kmsRulesText['grant-principals-exist'],
  });
}

function constraintTypes(constraints: CreateGrantInput['Constraints']): string[] | undefined {
  if (constraints?.EncryptionContextEquals) return ['EncryptionContextEquals'];
  return constraints?.EncryptionContextSubset ? ['EncryptionContextSubset'] : undefined;
}

function shownConstraints(constraints: NonNullable<CreateGrantInput['Constraints']>) {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = constraints;
  return {
    ...(SourceArn ? { sourceArn: SourceArn } : {}),
    ...(equals ? { encryptionContextEquals: equals } : {}),
    ...(subset ? { encryptionContextSubset: subset } : {}),
  };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListGrants.html */
export const listGrants = keyOperation('ListGrants', {
  readOnly: true,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }) },
  run(context, key, input) {
    const prefix = `${key.arn}|`;
    const wanted = (grant: Grant) =>
      (input.GrantId === undefined || grant.id === input.GrantId) &&
      (input.GranteePrincipal === undefined ||
        (!grant.granteeIsService && grant.granteePrincipal === input.GranteePrincipal)) &&
      (input.GranteeServicePrincipal === undefined ||
        (grant.granteeIsService === true && grant.granteePrincipal === input.GranteeServicePrincipal));
    const rows = function* (lowest: string | undefined): Generator<[string, Grant]> {
      for (const row of upTo(context.world.kms.grants.entries(lowest ?? prefix), prefix)) if (wanted(row[1])) yield row;
    };
    const found = page({ operation: 'ListGrants', of: key.arn }, input, rows);
    return {
      Grants: found.items.map(listed),
      ...found.paging,
    };
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html: grants of keys in this Region. */
export const listRetirableGrants = kmsOperation('ListRetirableGrants', {
  readOnly: true,
  trail: {
    request: (input) => ({ retiringPrincipal: input.RetiringPrincipal, limit: input.Limit, marker: input.Marker }),
  },
  run(context, input) {
    authorizeByIdentity(context, 'ListRetirableGrants');
    const { retirableGrants, grants } = context.world.kms;
    if ((input.RetiringPrincipal === undefined) === (input.RetiringServicePrincipal === undefined)) {
      invalid('Exactly one of RetiringPrincipal and RetiringServicePrincipal must be specified.');
    }
    const retiring = input.RetiringPrincipal ?? input.RetiringServicePrincipal;
    const prefix = `${retiring}|arn:aws:kms:${context.region}:`;
    const rows = function* (lowest: string | undefined): Generator<[string, Grant]> {
      for (const [at, row] of upTo(retirableGrants.entries(lowest ?? prefix), prefix)) yield [at, grants.get(row)!];
    };
    const found = page({ operation: 'ListRetirableGrants', of: prefix }, input, rows);
    return {
      Grants: found.items.map(listed),
      ...found.paging,
    };
  },
});

/** A grant as lists show it. */
export function listed(grant: Grant) {
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = grant.constraints ?? {};
  return {
    KeyId: grant.keyArn,
    GrantId: grant.id,
    Name: grant.name,
    CreationDate: grant.createdMs,
    ...(grant.granteeIsService
      ? { GranteeServicePrincipal: grant.granteePrincipal }
      : { GranteePrincipal: grant.granteePrincipal }),
    ...retiringOf(grant),
    IssuingAccount: grant.issuingAccount,
    Operations: [...grant.operations],
    ...(grant.constraints
      ? {
          Constraints: {
            ...(equals ? { EncryptionContextEquals: { ...equals } } : {}),
            ...(subset ? { EncryptionContextSubset: { ...subset } } : {}),
            ...(grant.constraints.sourceArn ? { SourceArn: grant.constraints.sourceArn } : {}),
          },
        }
      : {}),
  };
}

function retiringOf(grant: Grant) {
  if (grant.retiringPrincipal === undefined) return {};
  return grant.retiringIsService
    ? { RetiringServicePrincipal: grant.retiringPrincipal }
    : { RetiringPrincipal: grant.retiringPrincipal };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RevokeGrant.html */
export const revokeGrant = keyOperation('RevokeGrant', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId, grantId: input.GrantId }) },
  run(context, key, input) {
    const grant = context.world.kms.grants.get(grantRow(key.arn, input.GrantId!)) ?? grantNotFound(input.GrantId!);
    removeGrant(context, grant, 'REVOKE');
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html: by token, or by key and grant id. */
export const retireGrant = kmsOperation('RetireGrant', {
  readOnly: false,
  trail: { request: () => null },
  run(context, input) {
    const grant = grantToRetire(context, input);
    const key = context.world.kms.keys.get(grant.keyArn)!;
    noteKey(context, key);
    context.record.additionalEventData = { grantId: grant.id };
    mayRetire(context, key, grant);
    context.rules.kms.checkKeyState('RetireGrant', key.arn, key.state);
    removeGrant(context, grant, 'RETIRE');
    return {};
  },
});

function grantToRetire(context: Context, input: InputOf<'kms', 'RetireGrant'>): Grant {
  const { grants, grantTokens } = context.world.kms;
  if (input.GrantToken !== undefined) {
    const row = grantTokens.get(input.GrantToken);
    if (row !== undefined) return grants.get(row)!;
    return refuse('InvalidGrantTokenException', undefined, { rule: kmsRulesText['grant-not-found'] });
  }
  if (input.KeyId === undefined || input.GrantId === undefined) {
    return invalid('Either GrantToken, or KeyId and GrantId, must be specified.');
  }
  const key = findKey(context, input.KeyId, { action: 'kms:RetireGrant' });
  return grants.get(grantRow(key.arn, input.GrantId)) ?? grantNotFound(input.GrantId);
}

/**
 * Who may retire: the retiring principal; the grantee, if the grant says so; principals of the account that owns the key, and
 * of an account that the grant names, if their IAM policies allow it. An IAM deny stops each of them; key policies do not
 * count.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html (documented).
 */
function mayRetire(context: Context, key: Key, grant: Grant): void {
  const decision = decideRetiring(context, key, grant);
  const named = [
    grant.retiringPrincipal,
    grant.operations.includes('RetireGrant') ? grant.granteePrincipal : undefined,
  ];
  const mayByName = !decision.explicitDeny && named.some((principal) => isItself(context, principal));
  const mayByPolicy = key.account === context.account || named.includes(rootOf(context.account));
  if (!mayByName && !(mayByPolicy && decision.allowed)) refuseUse(context, key, { action: 'RetireGrant' }, decision);
  noteOwner(context, key);
}

/** What the caller's IAM policies say, which may ask for the constraints of the grant (documented: conditions-kms). */
function decideRetiring(context: Context, key: Key, { constraints }: Grant): Decision {
  const { encryptionContextEquals: equals, encryptionContextSubset: subset } = constraints ?? {};
  const type = equals ? 'EncryptionContextEquals' : subset && 'EncryptionContextSubset';
  const more = { 'kms:grantconstrainttype': type && [type] };
  return decideByIdentity(context, key.arn, { action: 'RetireGrant', encryptionContext: equals ?? subset, more }, key);
}

function grantNotFound(grantId: string): never {
  return refuse('NotFoundException', `Grant ID ${grantId} not found`, { rule: kmsRulesText['grant-not-found'] });
}
