/** CloudTrail's refusals that several operations share, and what is known of them. */
import type { Caller } from '../call.ts';
import { refuse } from '../errors.ts';
import { assumed, defineRules, documented, reported } from '../evidence.ts';

/** Page of an operation or type in the API reference. */
export const apiPage = (name: string): string =>
  `https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_${name}.html`;

/** What is known of refusals. */
export const ERROR_RULES = defineRules('cloudtrail', {
  'denied-without-leave': {
    sentence: 'A caller whom no identity-based policy allows is refused; actions without resources name none.',
    ...reported('https://github.com/aws-samples/landing-zone-accelerator-on-aws-for-tse-se/issues/10'),
  },
  'unknown-credentials': {
    sentence: 'Credentials that belong to nobody are an invalid security token.',
    ...reported('https://github.com/prowler-cloud/prowler/issues/1808'),
  },
  'unknown-operation': {
    sentence: 'A name that is no operation of the API is unknown.',
    ...assumed('https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html'),
  },
  'one-lookup-attribute': {
    sentence: 'LookupEvents takes at most one lookup attribute.',
    ...documented(apiPage('LookupEvents')),
  },
  'time-range': {
    sentence: 'A range of times must not end before it begins.',
    ...documented(apiPage('LookupEvents')),
  },
  'next-token': {
    sentence: 'A token for the next page is good only with the parameters of the call that gave it.',
    ...documented(apiPage('LookupEvents')),
  },
  'lookup-error-words': {
    sentence: 'Messages of refused lookups are those of the API reference; what AWS adds to them is not known.',
    ...assumed(apiPage('LookupEvents')),
  },
});

/** Operations of CloudTrail that this project leaves out (CloudTrail Lake, channels, dashboards, Insights). */
const NOT_SIMULATED = new Set(
  `CancelQuery CreateChannel CreateDashboard CreateEventDataStore DeleteChannel DeleteDashboard DeleteEventDataStore
  DeleteResourcePolicy DeregisterOrganizationDelegatedAdmin DescribeQuery DisableFederation EnableFederation
  GenerateQuery GetChannel GetDashboard GetEventConfiguration GetEventDataStore GetImport GetInsightSelectors
  GetQueryResults GetResourcePolicy ListChannels ListDashboards ListEventDataStores ListImportFailures ListImports
  ListInsightsData ListInsightsMetricData ListQueries PutEventConfiguration PutInsightSelectors PutResourcePolicy
  RegisterOrganizationDelegatedAdmin RestoreEventDataStore SearchSampleQueries StartDashboardRefresh
  StartEventDataStoreIngestion StartImport StartQuery StopEventDataStoreIngestion StopImport UpdateChannel
  UpdateDashboard UpdateEventDataStore`.split(/\s+/),
);

/** Refuses an operation that CloudTrail does not have, or that is left out here. */
export function unknownOperation(operation: string): never {
  if (NOT_SIMULATED.has(operation))
    return refuse(
      'UnsupportedOperationException',
      `${operation} is not simulated. Event history (LookupEvents) and trails are; use those.`,
    );
  return refuse('UnknownOperationException', undefined, { rule: ERROR_RULES['unknown-operation'] });
}

/** Refuses credentials that belong to nobody. */
export function unknownCaller(_caller: Caller): never {
  return refuse('UnrecognizedClientException', 'The security token included in the request is invalid.', {
    rule: ERROR_RULES['unknown-credentials'],
  });
}

/** Refuses a range of times that ends before it begins. */
export function checkTimeRange({
  StartTime,
  EndTime,
}: {
  readonly StartTime?: number;
  readonly EndTime?: number;
}): void {
  if (StartTime != null && EndTime != null && StartTime > EndTime)
    refuse(
      'InvalidTimeRangeException',
      'Occurs if the timestamp values are not valid. Either the start time occurs after the end time, or the time range is outside the range of possible values.',
      { rule: ERROR_RULES['time-range'] },
    );
}
