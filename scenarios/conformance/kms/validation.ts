/**
 * Request validation as behaviours: for every constrained member of every operation, values at and just past each bound,
 * members of each set and one that is not, and required members left out. Generated from the bounds of AWS's API model.
 */
import type { Grade } from '../../../model/evidence.ts';
import { shapes } from '../../../model/kms/shapes.ts';
import type { InputShape } from '../../../model/validation/constraints.ts';
import { jsonMessage } from '../../../model/validation/jsonTexts.ts';
import { leastInput, type Variant, variants } from '../../../model/validation/variants.ts';
import { type Behaviour, type BehaviourTable, VALID } from '../behaviour.ts';
import { AWAY, kms, type PlannedInput } from './keyKinds.ts';

/** Members whose pattern nothing simple matches, and the ciphertext, which only the service itself requires. */
const given: Readonly<Record<string, PlannedInput>> = {
  Decrypt: { CiphertextBlob: new Uint8Array(1) },
  ReEncrypt: { CiphertextBlob: new Uint8Array(1) },
  ReplicateKey: { ReplicaRegion: AWAY },
  UpdatePrimaryRegion: { PrimaryRegion: AWAY },
};

/** Sets whose order in the text was recorded; all others are thought to stand in the order of the API model. */
const RECORDED_SETS = new Set(['MacAlgorithm', 'KeyAgreementAlgorithm']);

/** Whether the words of a refusal are only thought to be so: sets that were not recorded, elements of lists. */
const hasAssumedWords = ({ path, kind }: Variant): boolean =>
  (kind === 'not-in-enum' && !RECORDED_SETS.has(path)) || path.includes('[]');

/** Every variant of every operation. */
export const kmsValidation: BehaviourTable = {
  id: 'kms/validation',
  title: 'KMS: what is refused before anything is looked up',
  behaviours: everyVariant,
};

function* everyVariant(): Generator<Behaviour> {
  for (const [operation, shape] of Object.entries<InputShape>(shapes)) {
    const base = { ...leastInput(shape), ...given[operation] };
    const seen = new Map<string, number>();
    for (const variant of variants(shape, base, jsonMessage(shape))) {
      const name = `${variant.path}/${variant.kind}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      yield behaviourOf(operation, variant, count === 1 ? name : `${name}-${count}`);
    }
  }
}

const KINDS: Readonly<Record<Variant['kind'], string>> = {
  missing: 'left out',
  'at-min': 'at its least',
  'below-min': 'below its least',
  'at-max': 'at its most',
  'above-max': 'above its most',
  'enum-member': 'one of its set',
  'not-in-enum': 'not of its set',
};

function behaviourOf(operation: string, variant: Variant, name: string): Behaviour {
  const { path, kind, input, expected, text } = variant;
  const messageGrade: Grade | undefined = hasAssumedWords(variant) ? 'assumed' : undefined;
  const refusal = {
    answers: ['ValidationException'],
    status: 400,
    ...(text === undefined ? {} : { message: text }),
    ...(messageGrade ? { messageGrade } : {}),
  };
  return {
    id: `kms/validation/${operation}/${name}`,
    service: 'kms',
    behaviour: `${operation} with ${path} ${KINDS[kind]} is ${expected === 'accepted' ? 'not refused' : 'refused'} by validation`,
    grade: 'documented',
    source: `https://docs.aws.amazon.com/kms/latest/APIReference/API_${operation}.html`,
    plan: [kms(operation, input as PlannedInput, { name: 'answer' })],
    expect: { answer: expected === 'accepted' ? { answers: [VALID] } : refusal },
    cell: { row: operation, column: kind },
  };
}
