/** Reading the selectors that PutEventSelectors is given: what AWS takes, with defaults filled in. */
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, reported } from '../evidence.ts';
import { apiPage } from './errors.ts';
import { COMPARISON_NAMES, FIELDS } from './selectors.ts';
import type { AdvancedEventSelector, EventSelector, FieldSelector, Selectors } from './state.ts';

/** What is known of the selectors that AWS takes. */
export const SELECTOR_RULES = defineRules('cloudtrail', {
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
  'excludable-sources': {
    sentence: 'Sources can be left out by a selector that includes management events, and only those two.',
    ...documented(apiPage('EventSelector')),
  },
  'data-resource-values': {
    sentence: 'A data resource is a whole service or an ARN without wildcards, of a bucket with a slash at the end.',
    ...reported('https://github.com/hashicorp/terraform-provider-aws/issues/4043'),
  },
  'selector-words': {
    sentence: 'Why selectors are refused is said in our words: those of AWS are known for data resource values only.',
    ...assumed(apiPage('PutEventSelectors')),
  },
});

/** Selectors as they are given to PutEventSelectors. */
export interface GivenSelectors {
  readonly EventSelectors?: readonly Partial<{ [K in keyof EventSelector]: unknown }>[];
  readonly AdvancedEventSelectors?: readonly unknown[];
}

const EXCLUDABLE = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
const CLASSIC_TYPES: Readonly<Record<string, RegExp>> = {
  'AWS::S3::Object': /^arn:aws:s3(:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^*]*)?)?$/,
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
      refuseSelectors('Event selector ExcludeManagementEventSources is not valid.', 'excludable-sources');
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
