/** CreateAlias, UpdateAlias, DeleteAlias, ListAliases. Source: kms-alias pages of the developer guide (documented). */
import type { Context } from '../../context.ts';
import { refuse } from '../../errors.ts';
import { authorizeKey } from '../authorize.ts';
import { aliasNotFound, invalid, kmsRulesText } from '../errors.ts';
import { findKey } from '../find.ts';
import { addAlias } from '../make.ts';
import { echoKeyArn, kmsOperation, noteKey, useKey } from '../operation.ts';
import { page } from '../paging.ts';
import { type Alias, aliasArnOf, type Key, kmsWith } from '../state.ts';
import { authorizeByIdentity, upTo } from './keys.ts';

/** The most aliases a key can have. Source: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html */
export const ALIASES_PER_KEY = 50;

function checkAliasName(name: string): void {
  if (!name.startsWith('alias/')) {
    invalid(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      kmsRulesText['alias-prefix'],
    );
  }
  if (name.startsWith('alias/aws/'))
    refuse('NotAuthorizedException', undefined, { rule: kmsRulesText['alias-reserved'] });
}

/** Adds the alias to the record; AWS's own example gives it the type of a key. */
function noteAlias(context: Context, aliasArn: string, key: Key): void {
  const { resources } = context.record;
  if (resources)
    context.record.resources = [...resources, { accountId: key.account, type: 'AWS::KMS::Key', ARN: aliasArn }];
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html */
export const createAlias = kmsOperation('CreateAlias', {
  readOnly: false,
  trail: { request: (input) => ({ aliasName: input.AliasName, targetKeyId: input.TargetKeyId }) },
  run(context, input) {
    const name = input.AliasName!;
    checkAliasName(name);
    const arn = aliasArnOf(context.region, context.account, name);
    authorizeByIdentity(context, 'CreateAlias', arn);
    const { key } = useKey(context, 'CreateAlias', input.TargetKeyId!, { use: { action: 'CreateAlias' } });
    if (context.world.kms.aliases.has(arn)) {
      refuse('AlreadyExistsException', `An alias with the name ${arn} already exists`, {
        rule: kmsRulesText['alias-exists'],
      });
    }
    checkAliasCount(context, key);
    addAlias(context, name, key);
    echoKeyArn(context, key);
    noteAlias(context, arn, key);
    return {};
  },
});

function checkAliasCount(context: Context, key: Key): void {
  let count = 0;
  for (const _ of context.world.kms.aliasesOfKey.withPrefix(`${key.arn}|`)) count += 1;
  if (count < ALIASES_PER_KEY) return;
  refuse(
    'LimitExceededException',
    `Aliases per key quota for this account in this region is ${ALIASES_PER_KEY}, current usage is ${count}.`,
  );
}

function existingAlias(context: Context, name: string): Alias {
  const arn = aliasArnOf(context.region, context.account, name);
  return context.world.kms.aliases.get(arn) ?? aliasNotFound(arn);
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateAlias.html: only the new target's state matters. */
export const updateAlias = kmsOperation('UpdateAlias', {
  readOnly: false,
  trail: { request: (input) => ({ aliasName: input.AliasName, targetKeyId: input.TargetKeyId }) },
  run(context, input) {
    checkAliasName(input.AliasName!);
    const alias = existingAlias(context, input.AliasName!);
    authorizeByIdentity(context, 'UpdateAlias', alias.arn);
    const old = context.world.kms.keys.get(alias.targetKeyArn)!;
    // The permission is needed on the alias and on both keys (documented: alias-access).
    authorizeKey(context, old, { action: 'UpdateAlias' });
    const { key } = useKey(context, 'UpdateAlias', input.TargetKeyId!, { use: { action: 'UpdateAlias' } });
    if (
      old.keyUsage !== key.keyUsage ||
      (old.keySpec === 'SYMMETRIC_DEFAULT') !== (key.keySpec === 'SYMMETRIC_DEFAULT')
    ) {
      invalid(`Alias ${alias.arn} can only point to a key of the same type and key usage as its current key.`);
    }
    const kms = context.world.kms;
    const moved = { ...alias, targetKeyArn: key.arn, updatedMs: context.nowMs };
    const aliasesOfKey = kms.aliasesOfKey.delete(`${old.arn}|${alias.arn}`).set(`${key.arn}|${alias.arn}`, alias.arn);
    context.update({ kms: kmsWith(kms, { aliases: kms.aliases.set(alias.arn, moved), aliasesOfKey }) });
    echoKeyArn(context, key);
    noteAlias(context, alias.arn, key);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html */
export const deleteAlias = kmsOperation('DeleteAlias', {
  readOnly: false,
  trail: { request: (input) => ({ aliasName: input.AliasName }) },
  run(context, input) {
    checkAliasName(input.AliasName!);
    const alias = existingAlias(context, input.AliasName!);
    authorizeByIdentity(context, 'DeleteAlias', alias.arn);
    const { key } = useKey(context, 'DeleteAlias', alias.targetKeyArn, { use: { action: 'DeleteAlias' } });
    const kms = context.world.kms;
    context.update({
      kms: kmsWith(kms, {
        aliases: kms.aliases.delete(alias.arn),
        aliasesOfKey: kms.aliasesOfKey.delete(`${key.arn}|${alias.arn}`),
      }),
    });
    echoKeyArn(context, key);
    noteAlias(context, alias.arn, key);
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListAliases.html */
export const listAliases = kmsOperation('ListAliases', {
  readOnly: true,
  trail: { request: (input) => ({ keyId: input.KeyId, limit: input.Limit, marker: input.Marker }) },
  run(context, input) {
    authorizeByIdentity(context, 'ListAliases');
    const rows = input.KeyId ? aliasesOf(context, input.KeyId) : allAliases(context);
    const found = page({ operation: 'ListAliases', of: input.KeyId ?? context.place }, input, rows);
    return {
      Aliases: found.items.map((alias) => ({
        AliasName: alias.name,
        AliasArn: alias.arn,
        TargetKeyId: alias.targetKeyArn.slice(alias.targetKeyArn.indexOf(':key/') + 5),
        CreationDate: alias.createdMs,
        LastUpdatedDate: alias.updatedMs,
      })),
      ...found.paging,
    };
  },
});

function allAliases(context: Context) {
  const prefix = aliasArnOf(context.region, context.account, 'alias/');
  return (lowest: string | undefined) => upTo(context.world.kms.aliases.entries(lowest ?? prefix), prefix);
}

function aliasesOf(context: Context, keyId: string) {
  const key = findKey(context, keyId, { action: 'kms:ListAliases' });
  noteKey(context, key);
  const { aliases, aliasesOfKey } = context.world.kms;
  return function* (lowest: string | undefined): Generator<[string, Alias]> {
    const prefix = `${key.arn}|`;
    for (const [row, arn] of upTo(aliasesOfKey.entries(lowest ?? prefix), prefix)) yield [row, aliases.get(arn)!];
  };
}
