/** PutEventSelectors, GetEventSelectors. */
import { trailOperation } from '../operation.ts';
import { type GivenSelectors, readSelectors } from '../selectorInput.ts';
import type { Selectors, Trail } from '../state.ts';
import { putTrail } from '../trails.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html */
export const putEventSelectors = trailOperation('PutEventSelectors', false, (context, trail, input) => {
  const selectors = readSelectors(input as GivenSelectors);
  return show(putTrail(context.transaction, { ...trail, selectors }));
});

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const getEventSelectors = trailOperation('GetEventSelectors', true, (_, trail) => show(trail));

/** The API's types know no readonly lists, though nobody changes these. */
interface ShownSelectors {
  EventSelectors?: Mutable<Extract<Selectors, { kind: 'classic' }>['selectors']>;
  AdvancedEventSelectors?: Mutable<Extract<Selectors, { kind: 'advanced' }>['selectors']>;
}
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

function show({ arn, selectors }: Trail): { TrailARN: string } & ShownSelectors {
  const list = selectors.selectors as never;
  return {
    TrailARN: arn,
    ...(selectors.kind === 'classic' ? { EventSelectors: list } : { AdvancedEventSelectors: list }),
  };
}
