/**
 * Malformed requests over all protocols: no crash, no 5xx that AWS would not give, and what is refused changes nothing.
 * KEYSTATE_FUZZ sets how many (default 5000), KEYSTATE_FUZZ_SEED the seed.
 */
import { connect } from 'node:net';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { Endpoint } from '../../../../harness/server/endpoint.ts';
import type { WireRequest } from '../../../../harness/server/protocols/message.ts';
import { Simulation } from '../../../../harness/server/simulation.ts';
import { simulate } from '../../../../harness/simulate/simulate.ts';
import { Random, seedState } from '../../../../model/random.ts';
import type { World } from '../../../../model/world.ts';
import { sdkConfig, testServer } from '../support.ts';
import { corpusOf } from './corpus.ts';
import { mutate } from './mutate.ts';

const COUNT = Number(process.env.KEYSTATE_FUZZ ?? 5000);
const SEED = process.env.KEYSTATE_FUZZ_SEED ?? 'f022';

/** Everything but the trail and what numbers calls. */
const contentOf = ({ sequence: _, trail: __, ...content }: World) => content;

/** Statuses that AWS gives for what it does not have. */
const isAwsStatus = (status: number): boolean => status < 500 || status === 501;

const shown = (request: WireRequest): string =>
  JSON.stringify({ ...request, body: Buffer.from(request.body).toString('latin1').slice(0, 2000) }, null, 1);

async function endpointOf(
  auth: 'iam' | 'sigv4',
  defects: unknown[],
): Promise<{ endpoint: Endpoint; corpus: WireRequest[] }> {
  const corpus = await corpusOf(simulate({ seed: SEED }));
  const endpoint = new Endpoint(new Simulation({ seed: SEED }), { auth, onDefect: (error) => defects.push(error) });
  return { endpoint, corpus };
}

describe('malformed requests', () => {
  it(`${COUNT} of them crash nothing, and what is refused changes nothing`, async () => {
    const defects: unknown[] = [];
    const { endpoint, corpus } = await endpointOf('iam', defects);
    const connection = { secureTransport: true };
    for (const request of corpus) await endpoint.answer(request, { connection });
    expect(defects).toEqual([]);
    const random = new Random(seedState(SEED));
    const statuses = new Map<number, number>();
    for (let count = 0; count < COUNT; count++) {
      const request = mutate(random, corpus[random.below(corpus.length)]!);
      const before = endpoint.simulation.world;
      const { status } = await endpoint.answer(request, { connection });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (defects.length > 0)
        throw new Error(`request ${count} of seed ${SEED}: ${shown(request)}`, { cause: defects[0] });
      if (!isAwsStatus(status))
        throw new Error(`request ${count} of seed ${SEED} came to ${status}: ${shown(request)}`);
      if (status >= 400) {
        const [was, is] = [contentOf(before), contentOf(endpoint.simulation.world)];
        for (const name of Object.keys(was) as (keyof typeof was)[])
          if (name !== 'random' && was[name] !== is[name])
            throw new Error(`request ${count} of seed ${SEED} was refused but changed ${name}: ${shown(request)}`);
        expect(is.random, shown(request)).toEqual(was.random);
      }
    }
    // Both kinds must have been met: otherwise the fuzzer tests nothing.
    expect(statuses.get(200)).toBeGreaterThan(COUNT / 100);
    expect(statuses.get(400)).toBeGreaterThan(COUNT / 10);
  }, 1_800_000);

  it('with verified signatures none is let in', async () => {
    const defects: unknown[] = [];
    const { endpoint, corpus } = await endpointOf('sigv4', defects);
    const random = new Random(seedState(`${SEED}1`));
    const before = contentOf(endpoint.simulation.world);
    for (let count = 0; count < COUNT / 5; count++) {
      const request = mutate(random, corpus[random.below(corpus.length)]!);
      // The corpus was signed at another time than the world's: every signature is too old or too new.
      const { status } = await endpoint.answer(request, { connection: {} });
      if (defects.length > 0) throw new Error(`request ${count}: ${shown(request)}`, { cause: defects[0] });
      expect(isAwsStatus(status), shown(request)).toBe(true);
    }
    expect(contentOf(endpoint.simulation.world)).toEqual(before);
  }, 600_000);

  it('on the socket: garbage, half requests and hang-ups leave the server answering', async () => {
    const server = await testServer();
    const random = new Random(seedState(`${SEED}2`));
    const port = Number(new URL(server.url).port);
    const pieces = [
      'GET / HTTP/1.1\r\n',
      'Host: x\r\n',
      'PUT /b/k HTTP/1.1\r\nContent-Length: 100\r\n\r\n',
      'Content-Length: -5\r\n',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
      '\r\n\r\n',
      `X: ${'y'.repeat(20_000)}\r\n`,
      '\u0000\u0001',
      'POST /\u0000 HTTP/9.9\r\n\r\n',
      'Expect: 100-continue\r\n',
      '\u0016\u0003\u0001',
    ];
    for (let count = 0; count < 300; count++) {
      const text = Array.from({ length: random.below(5) + 1 }, () => pieces[random.below(pieces.length)]).join('');
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text, 'latin1'));
        socket.on('data', () => {});
        socket.on('error', () => resolve());
        socket.on('close', () => resolve());
        if (count % 3 === 0) setTimeout(() => socket.destroy(), 5);
      });
    }
    expect((await new KMSClient(sdkConfig(server)).send(new ListKeysCommand({}))).Keys).toEqual([]);
    expect(server.defects).toEqual([]);
    await server.stop();
  }, 120_000);
});
