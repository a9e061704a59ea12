/** EnableKey and DisableKey. Both are idempotent. */
import type { Context } from '../../context.ts';
import type { KeyEvent } from '../key.machine.ts';
import { putKey } from '../make.ts';
import { echoKeyArn, keyOperation } from '../operation.ts';
import type { Key } from '../state.ts';

function turn(context: Context, key: Key, wanted: 'Enabled' | 'Disabled', event: KeyEvent): void {
  echoKeyArn(context, key);
  if (key.state === wanted) return;
  putKey(context, context.transaction.move(context.rules.kms.keyLifecycle, key.arn, key, event));
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
