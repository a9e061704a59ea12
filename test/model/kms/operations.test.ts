/**
 * Each operation once with success and once refused, in one world; the CloudTrail record of each stands in
 * `operations.records.txt`, to be read beside the log examples of the KMS developer guide.
 */
import { describe, expect, it } from 'vitest';
import { kmsOperations } from '../../../model/kms/index.ts';
import { ACCOUNT, Cloud } from './cloud.ts';
import { besideKeysCases } from './operationCases/besideKeys.ts';
import { NOBODY } from './operationCases/case.ts';
import { cryptographyCases } from './operationCases/cryptography.ts';
import { keysCases } from './operationCases/keys.ts';

/** In the order of their names, as the records are written. */
const cases = [...cryptographyCases, ...besideKeysCases, ...keysCases].sort((a, b) =>
  a.operation < b.operation ? -1 : 1,
);

/** What a record says, with ids made readable. */
function told(cloud: Cloud): string {
  const { eventName, readOnly, requestParameters, responseElements, resources, additionalEventData, errorCode } =
    cloud.record();
  const parts = { requestParameters, responseElements, additionalEventData };
  const lines = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name} ${readable(JSON.stringify(value))}`);
  const on = (resources ?? []).map(({ ARN }) => readable(String(ARN)));
  return [
    `${eventName}${readOnly ? ' (read only)' : ''}${errorCode ? ` -> ${errorCode}` : ''}`,
    ...lines,
    ...(on.length > 0 ? [`  resources ${on.join(', ')}`] : []),
  ].join('\n');
}

const readable = (text: string): string =>
  text
    .replaceAll(NOBODY, 'NOBODY')
    .replaceAll(/arn:aws:kms:([a-z0-9-]+):\d{12}:key\/[0-9a-z-]+/g, 'KEY($1)')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}/g, 'ID')
    .replaceAll(/[0-9a-f]{64}/g, 'HEX64')
    .replaceAll(/cks-[0-9a-f]{17}/g, 'STORE')
    .replaceAll(/[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M/g, 'TIME')
    .replaceAll(ACCOUNT, 'ACCOUNT');

describe('operations of KMS', () => {
  it('are all here', () => {
    expect(cases.map(({ operation }) => `kms:${operation}`).sort()).toEqual(Object.keys(kmsOperations).sort());
    expect(cases).toHaveLength(54);
  });

  const records: string[] = [];

  it.each(cases)('$operation succeeds, and is refused with $code', ({ operation, input, output, wrong, code }) => {
    const cloud = new Cloud();
    const given = input(cloud);
    const answered = cloud.ok(operation, given);
    const succeeded = told(cloud);
    output?.(answered, cloud, given);
    const refusal = cloud.error(operation, wrong(given));
    expect(refusal).toMatchObject({ code, status: 400 });
    records.push(`${succeeded}\n${told(cloud)}`);
  });

  it('are recorded by CloudTrail as the guide shows', async () => {
    await expect(`${records.join('\n\n')}\n`).toMatchFileSnapshot('./operations.records.txt');
  });
});
