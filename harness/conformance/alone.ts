/** Which behaviours need no new beginning: beginning anew costs an endpoint more than most of them. */
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { isCall, type PlannedCall } from '../../scenarios/contract.ts';

/** Operations by which a behaviour is about what it makes itself. */
const OWN: Readonly<Partial<Record<PlannedCall['service'], (operation: string) => boolean>>> = {
  // Not those that look at all that there is, or use names that callers choose.
  kms: (operation) => !/Alias|CustomKeyStore|^ListKeys$|^ListRetirableGrants$/.test(operation),
  // Not settings of the account, nor images, whose names callers choose.
  ec2: (operation) =>
    /(Volume|Instance|Snapshot)(s|Attribute|StatusEvents|Modifications)?$|^DescribeImages$/.test(operation),
};

/** Whether a behaviour is the same whatever was made before it: it speaks only of what it makes, by ids that AWS makes up. */
export const standsAlone = ({ plan }: Behaviour): boolean =>
  plan.every((planned) => !isCall(planned) || isOwn(planned));

const isOwn = ({ service, operation, input }: PlannedCall): boolean =>
  OWN[service]?.(operation) === true && !/"alias\//.test(JSON.stringify(input));

/** Tells of one behaviour after the other whether it can go on amidst what those before it left. */
export class Beginnings {
  #unmarked = false;

  /** False also for the first, and after one that may have changed what others see. */
  amidst(behaviour: Behaviour): boolean {
    const alone = standsAlone(behaviour);
    const amidst = alone && this.#unmarked;
    this.#unmarked = alone;
    return amidst;
  }
}
