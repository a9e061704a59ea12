/** Which behaviours need no new beginning: beginning anew costs an endpoint more than most of them. */
import { type Behaviour, VALID } from '../../scenarios/conformance/behaviour.ts';
import { isCall, type PlannedCall } from '../../scenarios/contract.ts';
import { referencesIn } from '../report/shellVariables.ts';
import { isChosenName } from '../targets/endpoint/names.ts';
import type { Beginning } from '../targets/target.ts';

/** Operations by which a behaviour is about what it makes itself: neither settings of the account nor lists of all there is. */
const OWN: Readonly<Partial<Record<PlannedCall['service'], (operation: string) => boolean>>> = {
  kms: (operation) => !/CustomKeyStore|^ListKeys$|^ListRetirableGrants$/.test(operation),
  ec2: (operation) => !/EbsEncryptionByDefault$|EbsDefaultKmsKeyId$/.test(operation),
  ebs: () => true,
  s3: (operation) => operation !== 'ListBuckets',
  rds: () => true,
  redshift: () => true,
};

/** Names that stay names of their kind with something before them. */
const USUAL_NAME = /^(?:arn:aws:|alias\/)?[A-Za-z0-9][\w.:/-]{0,90}$/;
/** Members by which a call that lists things says which. */
const NAMING = /(?:Ids?|Identifier|Name|Bucket|Owners)$/;

/**
 * Where a behaviour can be tried: `anywhere`, since nothing is looked up for it; `apart`, if the names that it chooses are its
 * own: it speaks only of what it makes; `anew` where nothing else may be there.
 */
export function placeOf({ plan, expect }: Behaviour): 'anywhere' | 'apart' | 'anew' {
  const [only, ...others] = plan;
  const answers = Object.values(expect).flatMap((expected) => expected.answers);
  if (only && others.length === 0 && answers.every((answer) => answer === VALID || answer === 'ValidationException'))
    return 'anywhere';
  return plan.every((planned) => !isCall(planned) || isOwn(planned)) ? 'apart' : 'anew';
}

function isOwn({ service, operation, input }: PlannedCall): boolean {
  if (OWN[service]?.(operation) !== true) return false;
  const lists = /^(?:Describe|List)/.test(operation);
  if (lists && !Object.keys(input).some((member) => NAMING.test(member)) && referencesIn(input).size === 0)
    return false;
  return !namesManagedKey(input) && hasUsualNames(input);
}

/** Keys that AWS manages are made when they are first needed, by whoever comes first. */
function namesManagedKey(value: unknown): boolean {
  if (typeof value === 'string') return value.startsWith('alias/aws/');
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return Object.values(value).some(namesManagedKey);
}

const hasUsualNames = (input: PlannedCall['input']): boolean =>
  Object.entries(input).every(
    ([member, value]) =>
      typeof value !== 'string' || !isChosenName(member, value) || USUAL_NAME.test(value.replace(/\?.*$/, '')),
  );

/** Tells of one behaviour after the other how it can begin, after what those before it left. */
export class Beginnings {
  #unmarked = false;

  /** Not amidst what is there for the first, and after one that may have changed what others see. */
  of(behaviour: Behaviour): Beginning {
    const place = placeOf(behaviour);
    const amidst = place !== 'anew' && this.#unmarked;
    this.#unmarked = place !== 'anew';
    return { amidst, apart: place === 'apart' };
  }
}
