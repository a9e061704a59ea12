/** Event selectors: which events a trail logs, and which selectors AWS takes. */
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, reported } from '../evidence.ts';
import type { TrailEntry } from '../trail.ts';
import { apiPage } from './errors.ts';
import type { AdvancedEventSelector, Comparison, EventSelector, FieldSelector, Selectors } from './state.ts';

const MANAGEMENT =
  'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html';
const DATA = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html';

/** What is known of selectors. */
export const SELECTOR_RULES = defineRules('cloudtrail', {
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
  'selector-counts': {
    sentence: 'A trail has 1 to 5 event selectors with at most 250 data resources, or advanced ones with 500 values.',
    ...documented(apiPage('PutEventSelectors')),
  },
  'selectors-of-one-kind': {
    sentence: 'A trail has event selectors or advanced event selectors, never both.',
    ...documented(apiPage('PutEventSelectors')),
  },
  'advanced-fields': {
    sentence:
      'An advanced event selector names its category, for data events one resource type, and only known fields.',
    ...documented(apiPage('AdvancedFieldSelector')),
  },
  'data-resource-values': {
    sentence: 'A data resource is a whole service or an ARN without wildcards.',
    ...reported('https://github.com/hashicorp/terraform-provider-aws/issues/22096'),
  },
  'selector-words': {
    sentence: 'Why selectors are refused is said in our words: those of AWS are known for data resource values only.',
    ...assumed(apiPage('PutEventSelectors')),
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
const FIELDS: Readonly<Record<string, (entry: TrailEntry) => string | undefined>> = {
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
const COMPARISON_NAMES = Object.keys(COMPARISONS) as Comparison[];

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

// --- What AWS takes ---

/** Selectors as they are given to PutEventSelectors. */
export interface GivenSelectors {
  readonly EventSelectors?: readonly Partial<{ [K in keyof EventSelector]: unknown }>[];
  readonly AdvancedEventSelectors?: readonly unknown[];
}

const EXCLUDABLE = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
const CLASSIC_TYPES: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:aws:s3(:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^*]*)?)?)?$/,
  'AWS::Lambda::Function': /^arn:aws:lambda(:[^*]*)?$/,
  'AWS::DynamoDB::Table': /^arn:aws:dynamodb(:[^*]*)?$/,
};
const MANAGEMENT_FIELDS = ['eventCategory', 'eventSource', 'readOnly'];
const DATA_FIELDS = Object.keys(FIELDS);
const EQUALS_ONLY = ['readOnly', 'eventCategory', 'resources.type'];
const MOST = { selectors: 5, dataResources: 250, values: 500 };

/** Checks selectors and fills in what was left out. */
export function readSelectors(given: GivenSelectors): Selectors {
  const { EventSelectors: classic = [], AdvancedEventSelectors: advanced = [] } = given;
  if (classic.length > 0 && advanced.length > 0)
    refuseSelectors(
      'You can use either event selectors or advanced event selectors, not both.',
      'selectors-of-one-kind',
    );
  if (classic.length === 0 && advanced.length === 0)
    refuseSelectors('Specify at least one event selector or advanced event selector.', 'selector-counts');
  return advanced.length > 0
    ? { kind: 'advanced', selectors: readAdvanced(advanced as readonly AdvancedEventSelector[]) }
    : { kind: 'classic', selectors: readClassic(classic as readonly Partial<EventSelector>[]) };
}

function readClassic(given: readonly Partial<EventSelector>[]): EventSelector[] {
  if (given.length > MOST.selectors)
    refuseSelectors(
      `A trail can have up to ${MOST.selectors} event selectors; ${given.length} were specified.`,
      'selector-counts',
    );
  const selectors = given.map(readClassicOne);
  const dataResources = selectors.flatMap((selector) => selector.DataResources.flatMap((resource) => resource.Values));
  if (dataResources.length > MOST.dataResources)
    refuseSelectors(
      `A trail can have up to ${MOST.dataResources} data resources; ${dataResources.length} were specified.`,
      'selector-counts',
    );
  return selectors;
}

function readClassicOne(given: Partial<EventSelector>): EventSelector {
  const selector: EventSelector = {
    ReadWriteType: given.ReadWriteType ?? 'All',
    IncludeManagementEvents: given.IncludeManagementEvents ?? true,
    DataResources: (given.DataResources ?? []).map(({ Type, Values }) => ({ Type, Values: [...(Values ?? [])] })),
    ExcludeManagementEventSources: [...(given.ExcludeManagementEventSources ?? [])],
  };
  for (const { Type, Values } of selector.DataResources) {
    const form = CLASSIC_TYPES[Type];
    if (!form) refuseSelectors(`${Type} is not a valid type of data resource.`, 'data-resource-values');
    for (const value of Values)
      if (!form.test(value))
        refuseSelectors(`Value ${value} for DataResources.Values is invalid.`, 'data-resource-values');
  }
  for (const source of selector.ExcludeManagementEventSources)
    if (!selector.IncludeManagementEvents || !EXCLUDABLE.includes(source))
      refuseSelectors('Event selector ExcludeManagementEventSources is not valid.', 'kms-can-be-excluded');
  return selector;
}

function readAdvanced(given: readonly AdvancedEventSelector[]): AdvancedEventSelector[] {
  let values = 0;
  for (const { FieldSelectors } of given) {
    checkAdvanced(FieldSelectors);
    for (const field of FieldSelectors)
      for (const comparison of COMPARISON_NAMES) values += field[comparison]?.length ?? 0;
  }
  if (values > MOST.values)
    refuseSelectors(
      `Advanced event selectors can have up to ${MOST.values} values; ${values} were specified.`,
      'selector-counts',
    );
  return given.map(copyOf);
}

/** Leaves out what the API leaves out of its answer: comparisons that were not given. */
function copyOf({ Name, FieldSelectors }: AdvancedEventSelector): AdvancedEventSelector {
  const fields = FieldSelectors.map((field) => {
    const comparisons = COMPARISON_NAMES.filter((comparison) => field[comparison]);
    return { Field: field.Field, ...Object.fromEntries(comparisons.map((name) => [name, [...field[name]!]])) };
  });
  return { ...(Name == null ? {} : { Name }), FieldSelectors: fields };
}

function checkAdvanced(fields: readonly FieldSelector[]): void {
  const only = (name: string) => fields.find((field) => field.Field === name)?.Equals;
  const category = only('eventCategory');
  if (category?.length !== 1 || !['Management', 'Data'].includes(category[0]!))
    refuseAdvanced('eventCategory must be set to Equals Management or Equals Data.');
  const isManagement = category?.[0] === 'Management';
  if (!isManagement && only('resources.type')?.length !== 1)
    refuseAdvanced('Data events need resources.type, set to Equals one type of resource.');
  const known = isManagement ? MANAGEMENT_FIELDS : DATA_FIELDS;
  const names = new Set<string>();
  for (const field of fields) {
    if (!known.includes(field.Field) || names.has(field.Field))
      refuseAdvanced(`Field ${field.Field} is not valid here.`);
    names.add(field.Field);
    checkComparisons(field, isManagement);
  }
}

function checkComparisons(field: FieldSelector, isManagement: boolean): void {
  const used = COMPARISON_NAMES.filter((comparison) => field[comparison]);
  if (used.length === 0 || used.some((comparison) => field[comparison]!.length === 0))
    refuseAdvanced(`Field ${field.Field} needs a comparison with at least one value.`);
  if (EQUALS_ONLY.includes(field.Field) && used.some((comparison) => comparison !== 'Equals'))
    refuseAdvanced(`Field ${field.Field} can be compared by Equals only.`);
  if (field.Field === 'readOnly' && !(field.Equals?.length === 1 && ['true', 'false'].includes(field.Equals[0]!)))
    refuseAdvanced('Field readOnly can be true or false.');
  if (isManagement && field.Field === 'eventSource') {
    const excluded = used.length === 1 ? field.NotEquals : undefined;
    if (!excluded?.every((source) => EXCLUDABLE.includes(source)))
      refuseAdvanced(`Field eventSource can be set to NotEquals ${EXCLUDABLE.join(' or ')} only.`);
  }
}

function refuseAdvanced(message: string): never {
  return refuseSelectors(message, 'advanced-fields');
}

function refuseSelectors(message: string, rule: keyof typeof SELECTOR_RULES): never {
  return refuse('InvalidEventSelectorsException', message, { rule: SELECTOR_RULES[rule] });
}
