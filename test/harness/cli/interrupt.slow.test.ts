/** An interrupt while a run against AWS goes on, our own server standing in for it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testServer } from '../server/support.ts';

const ACCOUNT = '111122223333';

it.each(['SIGINT', 'SIGTERM'] as const)('%s removes what was made before the program ends', async (signal) => {
  const server = await testServer({ delays: 0.4, genesis: { account: ACCOUNT } });
  const { simulation } = server.endpoint;
  const words = ['run', 'lab/data-volume', 'lab/root-volume', '--target', 'aws', '--account', ACCOUNT, '--yes'];
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'standIn.ts'), server.url, ...words],
    { env: server.env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let err = '';
  child.stderr.on('data', (part: Buffer) => {
    err += part.toString();
  });
  // An instance boots for seconds, and the lab waits for it.
  while (simulation.world.ec2.instances.size === 0 && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 50));
  child.kill(signal);
  const [status] = await once(child, 'exit');
  const { kms, ec2, s3 } = simulation.world;
  expect(err).toContain('interrupted: what was made is being removed');
  expect(status).toBe(1);
  expect([...ec2.instances.values()].map(({ state }) => state)).toEqual(['terminated']);
  expect([...ec2.volumes.values()].filter(({ state }) => state !== 'deleting')).toEqual([]);
  expect(s3.buckets.size).toBe(0);
  const own = [...kms.keys.values()].filter(({ manager }) => manager === 'CUSTOMER');
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ state }) => state !== 'PendingDeletion')).toEqual([]);
  await server.stop();
});
