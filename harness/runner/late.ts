/** Records that come when a run is over, or not at all. */
import type { Invariant, Need } from '../../scenarios/contract.ts';
import type { Target } from '../targets/target.ts';

/** Whether invariants look at records that come late. */
export const looksAtLateRecords = ({ needs = [] }: Pick<Invariant, 'needs'>): boolean => needs.includes('ownRecords');

/** Whether records come late, where `needs` are looked at. */
export const recordsComeLate = (needs: ReadonlySet<Need>, { gives }: Target): boolean =>
  needs.has('ownRecords') && gives.has('ownRecords') && !gives.has('records');
