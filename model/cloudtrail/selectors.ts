/** Event selectors: which events a trail logs. */
import { defineRules, documented } from '../evidence.ts';
import type { TrailEntry } from '../trail.ts';
import type { Comparison, EventSelector, FieldSelector, Selectors } from './state.ts';

const MANAGEMENT =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html';
const DATA = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html';

/** What is known of selecting. */
export const SELECTION_RULES = defineRules('cloudtrail', {
  'management-by-default': {
    sentence: 'A new trail logs all management events and no data events.',
    ...documented(MANAGEMENT),
  },
  'kms-can-be-excluded': {
    sentence: 'A selector can leave out the management events of AWS KMS and of the RDS Data API.',
    ...documented(MANAGEMENT),
  },
  'data-by-arn-prefix': {
    sentence: 'A selector logs the data events of resources whose ARN begins with one of its values.',
    ...documented(DATA),
  },
});

/** What a new trail logs. */
export const DEFAULT_SELECTORS: Selectors = {
  kind: 'classic',
  selectors: [
    { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] },
  ],
};

/** Whether selectors are other than a new trail's. */
export const isCustom = (selectors: Selectors): boolean =>
  JSON.stringify(selectors) !== JSON.stringify(DEFAULT_SELECTORS);

/** Whether a trail with these selectors logs an entry. */
export function selects(selectors: Selectors, entry: TrailEntry): boolean {
  return selectors.kind === 'classic'
    ? selectors.selectors.some((selector) => classicSelects(selector, entry))
    : selectors.selectors.some(({ FieldSelectors }) => FieldSelectors.every((field) => fieldAgrees(field, entry)));
}

function classicSelects(selector: EventSelector, entry: TrailEntry): boolean {
  if (selector.ReadWriteType !== 'All' && (selector.ReadWriteType === 'ReadOnly') !== entry.readOnly) return false;
  if (entry.category === 'Management')
    return selector.IncludeManagementEvents && !selector.ExcludeManagementEventSources.includes(sourceOf(entry));
  return selector.DataResources.some(({ Type, Values }) =>
    Values.some((value) => arnsOf(entry, Type).some((arn) => arn.startsWith(value))),
  );
}

const sourceOf = (entry: TrailEntry): string => `${entry.service}.amazonaws.com`;

const arnsOf = (entry: TrailEntry, type: string): string[] =>
  (entry.resources ?? []).filter((resource) => resource.type === type).map((resource) => resource.ARN);

/** Values of a field in an entry. The first resource is the one that a data event is about. */
export const FIELDS: Readonly<Record<string, (entry: TrailEntry) => string | undefined>> = {
  eventCategory: (entry) => entry.category,
  eventSource: sourceOf,
  eventName: (entry) => entry.eventName,
  eventType: (entry) => entry.eventType,
  readOnly: (entry) => String(entry.readOnly),
  'resources.type': (entry) => entry.resources?.[0]?.type,
  'resources.ARN': (entry) => entry.resources?.[0]?.ARN,
  'userIdentity.arn': (entry) => entry.caller?.principal,
  sessionCredentialFromConsole: () => undefined,
};

const COMPARISONS: Readonly<Record<Comparison, (value: string, operand: string) => boolean>> = {
  Equals: (value, operand) => value === operand,
  StartsWith: (value, operand) => value.startsWith(operand),
  EndsWith: (value, operand) => value.endsWith(operand),
  NotEquals: (value, operand) => value !== operand,
  NotStartsWith: (value, operand) => !value.startsWith(operand),
  NotEndsWith: (value, operand) => !value.endsWith(operand),
};
/** Names of all comparisons. */
export const COMPARISON_NAMES = Object.keys(COMPARISONS) as Comparison[];

/** Of several operands of one comparison any may agree, of a negative one all must. */
function fieldAgrees(field: FieldSelector, entry: TrailEntry): boolean {
  const value = FIELDS[field.Field]?.(entry) ?? '';
  return COMPARISON_NAMES.every((comparison) => {
    const operands = field[comparison];
    if (!operands) return true;
    const agrees = (operand: string) => COMPARISONS[comparison](value, operand);
    return comparison.startsWith('Not') ? operands.every(agrees) : operands.some(agrees);
  });
}
