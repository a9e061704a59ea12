/** Key material: its generations, what is imported, and the related keys of other Regions. */
import { base64 } from '../../model/bytes.ts';
import { documented } from '../../model/evidence.ts';
import { parseIsoTime } from '../../model/time.ts';
import type { CallEntry, Entry, Family, Invariant } from '../contract.ts';
import {
  accountOf,
  byAdministrator,
  changes,
  isFreeFor,
  isUsable,
  keyNamedBy,
  keyState,
  output,
  succeeded,
} from './looking.ts';
import { importedMaterial, multiRegion, rotatedKey, twoKeys } from './openings.ts';

const ROTATING = 'https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html';
const IMPORTING = 'https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys.html';
const UNUSABLE = 'https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html';
const REPLICAS = 'https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html';

/** A ciphertext as it was made. */
interface Made {
  readonly keyArn: string;
  readonly context: string;
  readonly plaintext: Uint8Array | undefined;
  /** How often its key had been rotated, and whether its material had been lost, by then. */
  readonly rotations: number;
}

const spelled = (context: unknown): string => JSON.stringify(Object.entries((context ?? {}) as object).sort());

/** Follows ciphertexts and the rotations of their keys. */
class Generations {
  readonly #made = new Map<string, Made>();
  readonly #rotations = new Map<string, number>();
  readonly #lost = new Set<string>();

  see(entry: Entry): void {
    for (const { eventName, resources } of entry.records) {
      const keyArn = resources?.[0]?.ARN ?? '';
      if (eventName === 'RotateKey') this.#rotations.set(keyArn, this.rotations(keyArn) + 1);
    }
    for (const { id, is } of changes(entry.before.keys, entry.after.keys))
      if (is?.state === 'PendingImport') this.#lost.add(id);
    if (!succeeded(entry, 'kms', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext')) return;
    const blob = output(entry, 'CiphertextBlob');
    const keyArn = String(output(entry, 'KeyId'));
    const plaintext = entry.call.operation === 'Encrypt' ? entry.call.input.Plaintext : output(entry, 'Plaintext');
    if (!(blob instanceof Uint8Array)) return;
    this.#made.set(base64(blob), {
      keyArn,
      context: spelled(entry.call.input.EncryptionContext),
      plaintext: plaintext instanceof Uint8Array ? plaintext : undefined,
      rotations: this.rotations(keyArn),
    });
  }

  rotations = (keyArn: string): number => this.#rotations.get(keyArn) ?? 0;
  hadLost = (keyArn: string): boolean => this.#lost.has(keyArn);
  of = (blob: unknown): Made | undefined => (blob instanceof Uint8Array ? this.#made.get(base64(blob)) : undefined);
}

/** A Decrypt of a known ciphertext under the same context, made by somebody whom only the key's state can stop. */
function plainDecrypt(entry: Entry, known: Generations): { entry: CallEntry; made: Made } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 'kms' || entry.call.operation !== 'Decrypt') return undefined;
  const { input, region, caller } = entry.call;
  const made = known.of(input.CiphertextBlob);
  const simple = Object.keys(input).every((member) => ['CiphertextBlob', 'EncryptionContext'].includes(member));
  if (!made || !simple || !byAdministrator(entry) || !made.keyArn.includes(`:${region}:`)) return undefined;
  const context = input.EncryptionContext ?? {};
  if (typeof context !== 'object' || Array.isArray(context) || spelled(context) !== made.context) return undefined;
  return isFreeFor(accountOf(caller.principal), entry.before.keys.get(made.keyArn)) ? { entry, made } : undefined;
}

const rotationKeepsOld: Invariant = {
  id: 'rotation-keeps-old-material',
  sentence: 'Whatever was encrypted before a rotation decrypts after it as before, without anybody doing anything.',
  evidence: documented(ROTATING),
  needs: ['records'],
  witnesses: ['opened after a rotation', 'opened after two rotations'],
  start({ witness, fail }) {
    const known = new Generations();
    return {
      see(entry) {
        const opened = plainDecrypt(entry, known);
        known.see(entry);
        if (!opened) return;
        const { made } = opened;
        const rotations = known.rotations(made.keyArn) - made.rotations;
        if (rotations === 0 || !isUsable(keyState(entry.before, made.keyArn))) return;
        const { outcome } = opened.entry;
        const got = outcome.ok ? outcome.output.Plaintext : undefined;
        const right =
          made.plaintext === undefined || (got instanceof Uint8Array && base64(got) === base64(made.plaintext));
        if (!outcome.ok || !right)
          fail({
            message: 'a ciphertext from before a rotation does not open',
            expected: 'its plaintext',
            observed: outcome.ok ? 'other bytes' : outcome.error.code,
            why: `${made.keyArn} was rotated ${rotations} times since`,
          });
        else witness(rotations === 1 ? 'opened after a rotation' : 'opened after two rotations');
      },
    };
  },
};

const rotationChangesMaterialOnly: Invariant = {
  id: 'rotation-changes-nothing-else',
  sentence: 'A rotation changes the key material and nothing else: ARN, policy, description and usage stay.',
  evidence: documented(ROTATING),
  needs: ['records'],
  witnesses: ['automatic', 'on demand'],
  start({ witness, fail }) {
    return {
      see(entry) {
        if (entry.type !== 'elapse') return;
        for (const { eventName, resources, serviceEventDetails } of entry.records) {
          if (eventName !== 'RotateKey') continue;
          const keyArn = resources?.[0]?.ARN ?? '';
          const { rotationType, previousKeyMaterialId, currentKeyMaterialId } = serviceEventDetails as Record<
            string,
            string
          >;
          if (previousKeyMaterialId === currentKeyMaterialId)
            fail({ message: `the material of ${keyArn} is the same after its rotation` });
          const [was, is] = [entry.before.keys.get(keyArn), entry.after.keys.get(keyArn)];
          // Its material may have expired, or another rule may have moved it, while the same time passed.
          if (was && is && (was.policy !== is.policy || was.description !== is.description || was.usage !== is.usage))
            fail({
              message: `the rotation of ${keyArn} changed more than its material`,
              expected: JSON.stringify(was),
              observed: JSON.stringify(is),
            });
          witness(rotationType === 'AUTOMATIC' ? 'automatic' : 'on demand');
        }
      },
    };
  },
};

const rotationPeriod: Invariant = {
  id: 'rotation-period',
  sentence: 'Automatic rotation comes after its period of 90 to 2560 days and never before it.',
  evidence: documented(ROTATING),
  needs: ['records'],
  witnesses: ['a period outside the bounds was refused', 'rotated when due'],
  start({ witness, fail }) {
    const enabled = new Map<string, { readonly sinceMs: number; readonly days: number }>();
    return {
      see(entry) {
        if (entry.type === 'call' && entry.call.operation === 'EnableKeyRotation') {
          const key = keyNamedBy(entry.before, entry);
          const days = entry.call.input.RotationPeriodInDays;
          if (!entry.outcome.ok && typeof days === 'number' && days < 90)
            witness('a period outside the bounds was refused');
          if (entry.outcome.ok && typeof days === 'number' && (days < 90 || days > 2560))
            fail({ message: `a rotation period of ${days} days was accepted`, expected: 'ValidationException' });
          const known = enabled.get(key?.arn ?? '');
          if (entry.outcome.ok && key)
            enabled.set(key.arn, { sinceMs: entry.atMs, days: typeof days === 'number' ? days : (known?.days ?? 365) });
        }
        for (const { eventName, resources, serviceEventDetails, eventTime } of entry.records) {
          const { rotationType } = (serviceEventDetails ?? {}) as Record<string, string>;
          const keyArn = resources?.[0]?.ARN ?? '';
          const since = enabled.get(keyArn);
          if (eventName !== 'RotateKey' || rotationType !== 'AUTOMATIC' || !since) continue;
          const passedDays = ((parseIsoTime(eventTime) ?? 0) - since.sinceMs) / 86_400_000;
          // Records know whole seconds only.
          if (passedDays + 1 / 86_400 < since.days)
            fail({
              message: `${keyArn} was rotated at ${eventTime}`,
              expected: `after ${since.days} days`,
              observed: `after ${passedDays.toFixed(1)} days`,
            });
          else witness('rotated when due');
          enabled.set(keyArn, { ...since, sinceMs: since.sinceMs + since.days * 86_400_000 });
        }
      },
    };
  },
};

const expiredMaterial: Invariant = {
  id: 'expired-material-never-works',
  sentence: 'Imported material works until its expiry and never after it; the key then waits for the same material.',
  evidence: documented(UNUSABLE),
  witnesses: ['worked before its expiry', 'expired'],
  start({ witness, fail }) {
    const validTo = new Map<string, number>();
    return {
      see(entry) {
        if (succeeded(entry, 'kms', 'ImportKeyMaterial')) {
          const { ValidTo } = entry.call.input;
          validTo.set(String(output(entry, 'KeyId')), typeof ValidTo === 'number' ? ValidTo : Number.POSITIVE_INFINITY);
        }
        for (const [keyArn, atMs] of validTo) {
          if (entry.after.atMs < atMs) continue;
          const state = keyState(entry.after, keyArn);
          // A cancelled deletion lands in Disabled whatever the key was; enabling it is then what must fail.
          if (isUsable(state))
            fail({
              message: `${keyArn} is ${state} after its material has expired`,
              expected: 'PendingImport',
              observed: state,
            });
          else witness('expired');
        }
        if (!succeeded(entry, 'kms', 'Encrypt', 'Decrypt', 'GenerateDataKey')) return;
        const atMs = validTo.get(String(output(entry, 'KeyId')));
        if (atMs === undefined || atMs === Number.POSITIVE_INFINITY) return;
        if (entry.atMs < atMs) witness('worked before its expiry');
        else
          fail({
            message: `${entry.call.operation} worked with material that has expired`,
            expected: 'KMSInvalidStateException',
          });
      },
    };
  },
};

const importedAgain: Invariant = {
  id: 'same-material-brings-back',
  sentence: 'Importing the same material again brings a key back, with all that was encrypted under it.',
  evidence: documented(IMPORTING),
  needs: ['records'],
  witnesses: ['material was deleted', 'opened after the material came back'],
  start({ witness, fail }) {
    const known = new Generations();
    return {
      see(entry) {
        if (succeeded(entry, 'kms', 'DeleteImportedKeyMaterial')) witness('material was deleted');
        const opened = plainDecrypt(entry, known);
        known.see(entry);
        if (!opened) return;
        const { made } = opened;
        if (!known.hadLost(made.keyArn) || !isUsable(keyState(entry.before, made.keyArn))) return;
        if (opened.entry.outcome.ok) witness('opened after the material came back');
        else
          fail({
            message: 'a ciphertext does not open after its material came back',
            expected: 'success',
            observed: opened.entry.outcome.error.code,
          });
      },
    };
  },
};

const onlySameMaterial: Invariant = {
  id: 'only-same-material-again',
  sentence: 'Into a key that lost its material only the same material can be imported.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_ImportKeyMaterial.html'),
  witnesses: ['other material was refused', 'the same material was taken'],
  start({ witness, fail }) {
    const ids = new Map<string, Set<unknown>>();
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.operation !== 'ImportKeyMaterial') return;
        const key = keyNamedBy(entry.before, entry);
        if (!key) return;
        if (!entry.outcome.ok) {
          if (entry.outcome.error.code === 'IncorrectKeyMaterialException') witness('other material was refused');
          return;
        }
        const id = entry.outcome.output.KeyMaterialId;
        const known = ids.get(key.arn) ?? new Set();
        ids.set(key.arn, known);
        const asNew = entry.call.input.ImportType === 'NEW_KEY_MATERIAL';
        if (known.size > 0 && !known.has(id) && !asNew)
          fail({
            message: `${key.arn} took other material than it had`,
            expected: 'IncorrectKeyMaterialException',
            observed: 'success',
          });
        else if (known.has(id)) witness('the same material was taken');
        known.add(id);
      },
    };
  },
};

/** ARNs of the related keys of a multi-Region key: the same id in other Regions. */
const isRelated = (one: string, other: string): boolean =>
  one !== other && one.includes(':key/mrk-') && one.split(':key/')[1] === other.split(':key/')[1];

const primaryWaits: Invariant = {
  id: 'primary-waits-for-replicas',
  sentence: 'A multi-Region primary key is not deleted as long as one of its replicas exists.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-delete.html'),
  needs: ['world'],
  witnesses: ['a primary waits', 'its waiting period began when the last replica was gone'],
  start({ witness, fail }) {
    return {
      see(entry) {
        for (const { id, was, is } of changes(entry.before.keys, entry.after.keys)) {
          if (!id.includes(':key/mrk-') || was?.state === is?.state) continue;
          const primary = isPrimaryOf(entry, id);
          if (!primary) continue;
          const replica = [...entry.after.keys.values()].find(({ arn }) => isRelated(arn, id));
          if (is?.state === 'PendingReplicaDeletion') witness('a primary waits');
          if (was?.state === 'PendingReplicaDeletion' && is?.state === 'PendingDeletion')
            witness('its waiting period began when the last replica was gone');
          if (replica && (is === undefined || is.state === 'PendingDeletion'))
            fail({
              message: `${id} is ${is?.state ?? 'gone'}`,
              expected: 'PendingReplicaDeletion',
              observed: is?.state ?? 'gone',
              why: `its replica ${replica.arn} is ${replica.state}`,
            });
        }
      },
    };
  },
};

/** Whether a key is the primary of its set, as ScheduleKeyDeletion's answer or DescribeKey tells; by Region it was made in. */
function isPrimaryOf(entry: Entry, keyArn: string): boolean {
  const row = entry.world?.before.kms.keys.get(keyArn);
  return row?.multiRegion?.primaryRegion === row?.region && row !== undefined;
}

const replicaOpens: Invariant = {
  id: 'replica-opens',
  sentence: 'A ciphertext of a multi-Region key opens under its related key in another Region.',
  evidence: documented(REPLICAS),
  witnesses: ['opened in another Region'],
  start({ witness, fail }) {
    const made = new Map<string, { readonly keyArn: string; readonly context: string }>();
    return {
      see(entry) {
        if (entry.type !== 'call' || entry.call.service !== 'kms') return;
        const { operation, input, region, caller } = entry.call;
        if (succeeded(entry, 'kms', 'Encrypt')) {
          const blob = output(entry, 'CiphertextBlob');
          if (blob instanceof Uint8Array)
            made.set(base64(blob), {
              keyArn: String(output(entry, 'KeyId')),
              context: spelled(input.EncryptionContext),
            });
        }
        if (operation !== 'Decrypt' || !(input.CiphertextBlob instanceof Uint8Array)) return;
        const { keyArn = '', context } = made.get(base64(input.CiphertextBlob)) ?? {};
        const related = keyArn.replace(/:kms:[^:]+:/, `:kms:${region}:`);
        if (!isRelated(keyArn, related) || !isUsable(keyState(entry.before, related))) return;
        if (entry.outcome.ok) witness('opened in another Region');
        else if (
          byAdministrator(entry) &&
          input.KeyId === undefined &&
          isFreeFor(accountOf(caller.principal), entry.before.keys.get(related)) &&
          spelled(input.EncryptionContext) === context
        )
          fail({
            message: `${related} does not open what ${keyArn} encrypted`,
            expected: 'success',
            observed: entry.outcome.error.code,
          });
      },
    };
  },
};

/** Key material. */
export const material: Family = {
  id: 'material',
  title: 'Key material: rotation, import, replicas',
  vocabulary: ['kms-keys', 'kms-crypto', 'kms-rotation', 'kms-import', 'kms-replicas', 'time'],
  openings: [importedMaterial, rotatedKey, multiRegion, twoKeys],
  invariants: [
    rotationKeepsOld,
    rotationChangesMaterialOnly,
    rotationPeriod,
    expiredMaterial,
    importedAgain,
    onlySameMaterial,
    primaryWaits,
    replicaOpens,
  ],
};
