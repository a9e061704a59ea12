/**
 * A soak: many clients at once for a while. Nothing may be refused, and the heap must not grow once the trail has all the
 * records that it keeps: they are filled in first, by the same clients.
 */
import { genesis } from '../../model/world.ts';
import { Line } from './load.ts';
import type { BenchServer } from './wireServers.ts';

/** What a soak came to. */
export interface Soak {
  readonly clients: number;
  readonly seconds: number;
  readonly requests: number;
  /** Answers with a status of 300 or more, and connections that broke. */
  readonly errors: number;
  /** Records that the trail keeps, and had before the time began. */
  readonly trailRecords: number;
  /** Heap and buffers of the server after garbage collection: when the trail is full and after each quarter. */
  readonly heapBytes: readonly number[];
}

const CLIENTS = 64;
const QUARTERS = 4;

/** Lets all clients ask for so many seconds, each the next of the requests in turn. */
export async function soak(server: BenchServer, requests: readonly Buffer[], seconds: number): Promise<Soak> {
  let asked = 0;
  let errors = 0;
  const client = async (number: number, goesOn: () => boolean) => {
    const line = await Line.open(server.port);
    for (let count = number; goesOn(); count++) {
      asked++;
      const status = await line.ask(requests[count % requests.length]!).catch(() => 599);
      if (status >= 300) errors++;
    }
    line.close();
  };
  const all = (goesOn: () => boolean) =>
    Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number, goesOn)));
  // Every request leaves a record at least.
  const trailRecords = genesis('0').options.trailLimit;
  await all(() => asked < trailRecords);
  const heapBytes = [await server.heapBytes()];
  const until = performance.now() + seconds * 1000;
  asked = 0;
  const watch = async () => {
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      await new Promise((resolve) => setTimeout(resolve, (seconds / QUARTERS) * 1000));
      heapBytes.push(await server.heapBytes());
    }
  };
  await Promise.all([watch(), all(() => performance.now() < until)]);
  return { clients: CLIENTS, seconds, requests: asked, errors, trailRecords, heapBytes };
}
