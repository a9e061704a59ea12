/** EnableKey and DisableKey. Both are idempotent. */
import type { Context } from '../../context.ts';
import { isComplete } from '../importing.ts';
import type { KeyEvent } from '../key.machine.ts';
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import { catchUpRotation } from '../rotation.ts';
import type { Key } from '../state.ts';

function turn(context: Context, key: Key, wanted: 'Enabled' | 'Disabled', event: KeyEvent): void {
  echoKeyArn(context, key);
  // Behind a disconnected key store the change shows only when it is connected again (documented).
  if (key.state === 'Unavailable') {
    putKey(context, { ...key, disabledWhileUnavailable: wanted === 'Disabled' });
    return;
  }
  if (key.state === wanted) return;
  // A deletion of a key without its imported material was cancelled: there is nothing to enable (assumed).
  if (wanted === 'Enabled' && key.origin === 'EXTERNAL' && !isComplete(key)) {
    context.rules.kms.checkKeyState('EnableKey', key.arn, 'PendingImport');
  }
  const turned = context.transaction.move(context.rules.kms.keyLifecycle, key.arn, key, event);
  putKey(context, turned);
  catchUpRotation(context.transaction, turned);
  if (wanted === 'Enabled' && key.customKeyStoreId) loseIfDisconnected(context, turned);
}

/** A key whose deletion was cancelled behind a disconnected store is out of reach as soon as it is enabled (assumed). */
function loseIfDisconnected(context: Context, key: Key): void {
  const store = context.world.kms.keyStores.get(`${context.place}/${key.customKeyStoreId}`);
  if (store?.state === 'CONNECTED') return;
  putKey(context, context.transaction.move(context.rules.kms.keyLifecycle, key.arn, key, 'DISCONNECT'));
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKey.html */
export const enableKey = keyOperation('EnableKey', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    turn(context, key, 'Enabled', 'ENABLE');
    return {};
  },
});

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKey.html */
export const disableKey = keyOperation('DisableKey', {
  readOnly: false,
  keyId: (input) => input.KeyId!,
  trail: { request: (input) => ({ keyId: input.KeyId }) },
  run(context, key) {
    turn(context, key, 'Disabled', 'DISABLE');
    return {};
  },
});
