/** The labs run end to end with the AWS CLI alone, over HTTP and HTTPS. */
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program, type TestServer, testServer } from './support.ts';

const MINUTES = 60_000;

describe.each([{ tls: false }, { tls: true }])('by the AWS CLI, TLS $tls', ({ tls }) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({ auth: 'sigv4', tls });
  }, 5 * MINUTES);
  afterAll(async () => {
    expect(server.defects).toEqual([]);
    await server.stop();
  });

  it.each(['root-volume', 'data-volume'])(
    '%s',
    async (lab) => {
      const told = await program(server, 'bash', resolve(`test/harness/server/labs/${lab}.sh`));
      expect(told).toMatch(/the lab is done$/);
    },
    3 * MINUTES,
  );
});
