/** DescribeEvents: what Redshift told in the last fourteen days. */
import { selectEvents } from '../../query/events.ts';
import { page } from '../../query/paging.ts';
import { invalidCombination } from '../errors.ts';
import { redshiftOperation } from '../operation.ts';

/** https://docs.aws.amazon.com/redshift/latest/APIReference/API_DescribeEvents.html: the last hour unless told otherwise. */
export const describeEvents = redshiftOperation('DescribeEvents', {
  readOnly: true,
  uses: () => [{ resource: '*' }],
  run(context, input) {
    if (input.SourceIdentifier && !input.SourceType)
      invalidCombination('SourceType must be specified when SourceIdentifier is specified.');
    const found = selectEvents(context.world.redshift.events, context.place, context.nowMs, input);
    const { rows, Marker } = page(found, input);
    return {
      Events: rows.map((event) => ({
        SourceIdentifier: event.sourceId,
        SourceType: event.sourceType,
        Message: event.message,
        EventCategories: [...event.categories],
        Severity: event.severity,
        Date: event.atMs,
        ...(event.id ? { EventId: event.id } : {}),
      })),
      ...(Marker ? { Marker } : {}),
    };
  },
});
