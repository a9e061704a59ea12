/** SDK v3 clients of RDS and Redshift over HTTP and HTTPS, signatures verified. */
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { DescribeClustersCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkConfig, type TestServer, testServer } from './support.ts';

describe.each([{ tls: false }, { tls: true }])('the SDK, TLS $tls', ({ tls }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4', delays: 0, tls });
  });
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it('describes databases with RDS and clusters with Redshift', async () => {
    const rds = new RDSClient(sdkConfig(server));
    const Filters = [{ Name: 'engine', Values: ['postgres'] }];
    expect((await rds.send(new DescribeDBInstancesCommand({ Filters }))).DBInstances).toEqual([]);
    await expect(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'none' }))).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
    });
    const redshift = new RedshiftClient(sdkConfig(server));
    expect((await redshift.send(new DescribeClustersCommand({}))).Clusters).toEqual([]);
  });
});
