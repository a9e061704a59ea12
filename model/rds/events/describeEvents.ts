/** DescribeEvents: what RDS told in the last fourteen days. */
import { selectEvents } from '../../query/events.ts';
import { page } from '../../query/paging.ts';
import { invalidCombination } from '../errors.ts';
import { rdsOperation } from '../operation.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html: the last hour unless told otherwise. */
export const describeEvents = rdsOperation('DescribeEvents', {
  readOnly: true,
  uses: (context) => [{ resource: `arn:aws:rds:${context.region}:${context.account}:es:*` }],
  run(context, input) {
    if (input.SourceIdentifier && !input.SourceType)
      invalidCombination('SourceType must be specified when SourceIdentifier is specified.');
    const found = selectEvents(context.world.rds.events, context.place, context.nowMs, input);
    const { rows, Marker } = page(found, input);
    return {
      Events: rows.map((event) => ({
        SourceIdentifier: event.sourceId,
        SourceType: event.sourceType,
        Message: event.message,
        EventCategories: [...event.categories],
        Date: event.atMs,
        SourceArn: event.sourceArn,
      })),
      ...(Marker ? { Marker } : {}),
    };
  },
});
