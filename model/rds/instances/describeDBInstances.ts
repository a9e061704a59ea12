/** DescribeDBInstances. */
import { page } from '../../query/paging.ts';
import { databaseArn } from '../arns.ts';
import { filtered } from '../filters.ts';
import { rdsOperation } from '../operation.ts';
import { instanceUse, ownInstance } from './find.ts';
import { shownInstance } from './shape.ts';

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
export const describeDBInstances = rdsOperation('DescribeDBInstances', {
  readOnly: true,
  uses: (context, input) => [instanceUse(context, input.DBInstanceIdentifier || '*')],
  run(context, input) {
    const { world } = context;
    const rows = input.DBInstanceIdentifier
      ? [ownInstance(context, input.DBInstanceIdentifier)]
      : Array.from(world.rds.instances.withPrefix(`${context.place}/`), ([, instance]) => instance);
    const passed = filtered(rows, input.Filters, {
      'db-cluster-id': (instance) => instance.clusterId,
      'db-instance-id': (instance) => [instance.id, databaseArn(instance)],
      'dbi-resource-id': (instance) => instance.resourceId,
      engine: (instance) => instance.engine,
    });
    const { rows: shown, Marker } = page(passed, input);
    return { DBInstances: shown.map((instance) => shownInstance(world, instance)), ...(Marker ? { Marker } : {}) };
  },
});
