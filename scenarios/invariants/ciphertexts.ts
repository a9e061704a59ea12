/** Ciphertexts: what opens them, and what never does. */
import { base64 } from '../../model/bytes.ts';
import { documented, recorded } from '../../model/evidence.ts';
import type { CallEntry, Entry, Family, Invariant } from '../contract.ts';
import { accountOf, byAdministrator, isFreeFor, isLost, keyNamedBy, output, succeeded } from './looking.ts';
import { ciphertext, sameTwice, twoKeys } from './openings.ts';

const CONTEXT = 'https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html';
const DECRYPT = 'https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html';

/** What is known of a ciphertext from the call that made it. */
interface Made {
  readonly keyArn: string;
  /** The encryption context in one spelling. */
  readonly context: string;
  /** Undefined where it was never shown. */
  readonly plaintext: Uint8Array | undefined;
}

/** An encryption context in one spelling: pairs in order; none and an empty one are the same. */
function spelled(context: unknown): string {
  const pairs = Object.entries((context ?? {}) as Record<string, unknown>);
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** Ciphertexts of a run by their bytes. */
class Ciphertexts {
  readonly #made = new Map<string, Made>();

  /** Takes note of what a call made; whether the ciphertext is new. */
  learn(entry: Entry): boolean {
    const made = madeBy(entry, this);
    if (!made) return true;
    const [blob, facts] = made;
    const isNew = !this.#made.has(blob);
    this.#made.set(blob, facts);
    return isNew;
  }

  of(blob: unknown): Made | undefined {
    return blob instanceof Uint8Array ? this.#made.get(base64(blob)) : undefined;
  }
}

function madeBy(entry: Entry, known: Ciphertexts): readonly [string, Made] | undefined {
  if (entry.type !== 'call' || entry.call.service !== 'kms' || !entry.outcome.ok) return undefined;
  const { input, operation } = entry.call;
  const { CiphertextBlob: blob, KeyId, Plaintext } = entry.outcome.output;
  if (!(blob instanceof Uint8Array) || operation === 'Decrypt') return undefined;
  const source = operation === 'ReEncrypt' ? known.of(input.CiphertextBlob) : undefined;
  const plaintext = operation === 'Encrypt' ? input.Plaintext : (source?.plaintext ?? Plaintext);
  const context = operation === 'ReEncrypt' ? input.DestinationEncryptionContext : input.EncryptionContext;
  return [
    base64(blob),
    {
      keyArn: String(KeyId),
      context: spelled(context),
      plaintext: plaintext instanceof Uint8Array ? plaintext : undefined,
    },
  ];
}

/** A call that opens a known ciphertext: what was known of it, and the context that the call gives. */
function opening(entry: Entry, known: Ciphertexts): { entry: CallEntry; made: Made; context: string } | undefined {
  if (entry.type !== 'call' || entry.call.service !== 'kms') return undefined;
  const { operation, input } = entry.call;
  if (operation !== 'Decrypt' && operation !== 'ReEncrypt') return undefined;
  const made = known.of(input.CiphertextBlob);
  const context = spelled(operation === 'Decrypt' ? input.EncryptionContext : input.SourceEncryptionContext);
  return made && { entry, made, context };
}

const roundTrip: Invariant = {
  id: 'decrypt-gives-back',
  sentence: 'Decrypt gives back the very bytes that were encrypted, also after the key was disabled and enabled again.',
  evidence: documented(DECRYPT),
  witnesses: ['an Encrypt', 'a data key', 'a ReEncrypt', 'after the key had been disabled'],
  start({ witness, fail }) {
    const known = new Ciphertexts();
    const disabledOnce = new Set<string>();
    const madeAs = new Map<string, string>();
    return {
      see(entry) {
        if (succeeded(entry, 'kms', 'DisableKey')) disabledOnce.add(keyNamedBy(entry.before, entry)?.arn ?? '');
        const opened = opening(entry, known);
        if (opened?.entry.outcome.ok && entry.type === 'call' && entry.call.operation === 'Decrypt') {
          const { Plaintext: got } = opened.entry.outcome.output;
          const { plaintext, keyArn } = opened.made;
          if (!plaintext || !(got instanceof Uint8Array)) return;
          if (base64(got) !== base64(plaintext)) {
            fail({ message: 'Decrypt gave other bytes', expected: base64(plaintext), observed: base64(got) });
            return;
          }
          const by = madeAs.get(base64(entry.call.input.CiphertextBlob as Uint8Array));
          if (by === 'Encrypt') witness('an Encrypt');
          if (by === 'GenerateDataKey') witness('a data key');
          if (by === 'ReEncrypt') witness('a ReEncrypt');
          if (disabledOnce.has(keyArn)) witness('after the key had been disabled');
        }
        known.learn(entry);
        if (succeeded(entry, 'kms', 'Encrypt', 'GenerateDataKey', 'ReEncrypt')) {
          const blob = output(entry, 'CiphertextBlob');
          if (blob instanceof Uint8Array) madeAs.set(base64(blob), entry.call.operation);
        }
      },
    };
  },
};

const opensWhenEnabled: Invariant = {
  id: 'enabled-key-opens',
  sentence:
    'A ciphertext opens for an administrator whenever its key is Enabled and the encryption context is the same.',
  evidence: documented(DECRYPT),
  witnesses: ['opened', 'opened after a refusal'],
  start({ witness, fail }) {
    const known = new Ciphertexts();
    const refused = new Set<Made>();
    return {
      see(entry) {
        const opened = opening(entry, known);
        known.learn(entry);
        if (opened?.entry.call.operation !== 'Decrypt') return;
        const { made, context } = opened;
        if (opened.entry.outcome.ok) {
          witness('opened');
          if (refused.has(made)) witness('opened after a refusal');
          return;
        }
        refused.add(made);
        const { call, before, outcome } = opened.entry;
        const simple = Object.keys(call.input).every((member) =>
          ['CiphertextBlob', 'EncryptionContext'].includes(member),
        );
        const { EncryptionContext: given = {} } = call.input;
        const wellFormed = typeof given === 'object' && given !== null && !Array.isArray(given);
        const allowed =
          byAdministrator(opened.entry) && isFreeFor(accountOf(call.caller.principal), before.keys.get(made.keyArn));
        const here = made.keyArn.includes(`:${call.region}:`);
        if (!simple || !wellFormed || !allowed || !here || context !== made.context || isLost(before, made.keyArn))
          return;
        fail({
          message: 'a ciphertext of an enabled key did not open',
          expected: 'success',
          observed: outcome.error.code,
          why: `${made.keyArn} is Enabled`,
        });
      },
    };
  },
};

const wrongContext: Invariant = {
  id: 'wrong-context-never-decrypts',
  sentence: 'A ciphertext never opens under another encryption context than the one it was made with.',
  evidence: documented(CONTEXT),
  witnesses: ['another context was refused', 'the same context opened it'],
  start({ witness, fail }) {
    const known = new Ciphertexts();
    return {
      see(entry) {
        const opened = opening(entry, known);
        known.learn(entry);
        if (!opened) return;
        const { made, context } = opened;
        const { outcome } = opened.entry;
        if (outcome.ok && context === made.context) {
          if (context !== '[]') witness('the same context opened it');
        } else if (outcome.ok)
          fail({
            message: `${opened.entry.call.operation} opened a ciphertext under another encryption context`,
            expected: 'InvalidCiphertextException',
            observed: 'success',
            why: `it was made with ${made.context} and opened with ${context}`,
          });
        else if (context !== made.context && outcome.error.code === 'InvalidCiphertextException')
          witness('another context was refused');
      },
    };
  },
};

const keyIsolation: Invariant = {
  id: 'key-isolation',
  sentence: 'Nothing that was encrypted under one key opens under another.',
  evidence: recorded("LocalStack's snapshot of AWS: IncorrectKeyException on Decrypt with another key"),
  witnesses: ['another key was refused', 'its own key opened it'],
  start({ witness, fail }) {
    const known = new Ciphertexts();
    return {
      see(entry) {
        const opened = opening(entry, known);
        known.learn(entry);
        if (!opened) return;
        const { outcome, call, before } = opened.entry;
        const member = call.operation === 'Decrypt' ? 'KeyId' : 'SourceKeyId';
        const named = keyNamedBy(before, opened.entry, member);
        const other = named && named.arn !== opened.made.keyArn;
        if (!outcome.ok) {
          if (other && outcome.error.code === 'IncorrectKeyException') witness('another key was refused');
          return;
        }
        const used = outcome.output[call.operation === 'Decrypt' ? 'KeyId' : 'SourceKeyId'];
        if (other || used !== opened.made.keyArn)
          fail({
            message: `${call.operation} opened a ciphertext of ${opened.made.keyArn} under ${named?.arn ?? used}`,
            expected: 'IncorrectKeyException',
            observed: 'success',
          });
        else witness('its own key opened it');
      },
    };
  },
};

const neverTheSame: Invariant = {
  id: 'ciphertexts-differ',
  sentence: 'No two ciphertexts are the same, even of the same bytes under the same key.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html'),
  witnesses: ['several ciphertexts'],
  start({ witness, fail }) {
    const known = new Ciphertexts();
    let count = 0;
    return {
      see(entry) {
        if (!succeeded(entry, 'kms') || !(output(entry, 'CiphertextBlob') instanceof Uint8Array)) return;
        if (!known.learn(entry)) fail({ message: `${entry.call.operation} gave a ciphertext that was there before` });
        if (++count > 1) witness('several ciphertexts');
      },
    };
  },
};

/** Bytes in a data key by its KeySpec. */
const DATA_KEY_BYTES: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };

const dataKeyLength: Invariant = {
  id: 'data-key-length',
  sentence:
    'A data key has the length that was asked for, never the same bytes twice, and no plaintext where none was asked for.',
  evidence: documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html'),
  witnesses: ['AES_256', 'AES_128', 'without plaintext'],
  start({ witness, fail }) {
    const seen = new Set<string>();
    return {
      see(entry) {
        if (!succeeded(entry, 'kms', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext')) return;
        const plaintext = output(entry, 'Plaintext');
        if (entry.call.operation === 'GenerateDataKeyWithoutPlaintext') {
          if (plaintext === undefined) witness('without plaintext');
          else fail({ message: 'GenerateDataKeyWithoutPlaintext gave the plaintext' });
          return;
        }
        const { KeySpec, NumberOfBytes } = entry.call.input;
        const wanted = DATA_KEY_BYTES[String(KeySpec)] ?? NumberOfBytes;
        if (!(plaintext instanceof Uint8Array) || plaintext.length !== wanted) {
          fail({ message: 'the data key has another length', expected: `${wanted} bytes` });
          return;
        }
        if (KeySpec === 'AES_256') witness('AES_256');
        if (KeySpec === 'AES_128') witness('AES_128');
        const text = base64(plaintext);
        if (seen.has(text)) fail({ message: 'the same data key was given twice' });
        seen.add(text);
      },
    };
  },
};

/** Ciphertexts. */
export const ciphertexts: Family = {
  id: 'ciphertexts',
  title: 'Ciphertexts and what opens them',
  vocabulary: ['kms-keys', 'kms-crypto'],
  openings: [ciphertext, sameTwice, twoKeys],
  invariants: [roundTrip, opensWhenEnabled, wrongContext, keyIsolation, neverTheSame, dataKeyLength],
};
