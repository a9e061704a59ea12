/** DescribeEvents: what RDS told in the last fourteen days. */
import { page } from '../../query/paging.ts';
import { invalidCombination } from '../errors.ts';
import { rdsOperation } from '../operation.ts';
import { EVENTS_MS, eventOrder } from './tell.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html: the last hour unless told otherwise. */
export const describeEvents = rdsOperation('DescribeEvents', {
  readOnly: true,
  uses: (context) => [{ resource: `arn:aws:rds:${context.region}:${context.account}:es:*` }],
  run(context, input) {
    if (input.SourceIdentifier && !input.SourceType)
      invalidCombination('SourceType must be specified when SourceIdentifier is specified.');
    const spanMs = input.Duration === undefined ? HOUR_MS : input.Duration * MINUTE_MS;
    const endMs = input.EndTime ?? context.nowMs;
    const startMs = Math.max(input.StartTime ?? endMs - spanMs, context.nowMs - EVENTS_MS);
    const prefix = `${context.place}/`;
    const found = [];
    for (const [row, event] of context.world.rds.events.entries(`${prefix}${eventOrder(startMs, 0)}`)) {
      if (!row.startsWith(prefix) || event.atMs > endMs) break;
      if (input.SourceType && event.sourceType !== input.SourceType) continue;
      if (input.SourceIdentifier && event.sourceId !== input.SourceIdentifier) continue;
      if (input.EventCategories?.length && !event.categories.some((one) => input.EventCategories!.includes(one)))
        continue;
      found.push(event);
    }
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
