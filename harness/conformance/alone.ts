/** Which behaviours need no new beginning: beginning anew costs an endpoint more than most of them. */
import type { Behaviour } from '../../scenarios/conformance/index.ts';
import { isCall } from '../../scenarios/contract.ts';

/** Operations of KMS that look at all that there is, or use names that callers choose. */
const SEES_OTHERS = /Alias|CustomKeyStore|^ListKeys$|^ListRetirableGrants$/;

/** Whether a behaviour is the same whatever there is already: it makes the keys that it speaks of, and sees no others. */
export const standsAlone = ({ plan }: Behaviour): boolean =>
  plan.every((planned) => !isCall(planned) || (planned.service === 'kms' && !SEES_OTHERS.test(planned.operation)));
