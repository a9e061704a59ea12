/** Filters of RDS's Describe operations. Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Filter.html */
import { invalidValue } from './errors.ts';

/** For each filter of an operation, the values that a row has for it. */
export type FilterValues<Row> = Readonly<Record<string, (row: Row) => string | readonly string[] | undefined>>;

/** Rows that pass all filters; a filter passes on any of its values. */
export function filtered<Row>(
  rows: readonly Row[],
  filters: readonly { readonly Name?: string; readonly Values?: readonly string[] }[] | undefined,
  values: FilterValues<Row>,
): readonly Row[] {
  let passed = rows;
  for (const { Name = '', Values = [] } of filters ?? []) {
    const of = Object.hasOwn(values, Name) ? values[Name] : undefined;
    if (!of) return invalidValue(`Unrecognized filter name: ${Name}`);
    passed = passed.filter((row) => [of(row) ?? []].flat().some((value) => Values.includes(value)));
  }
  return passed;
}
