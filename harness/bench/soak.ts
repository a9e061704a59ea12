/** A soak: many clients at once for a while. Nothing may be refused, and the heap must not grow. */
import { Line } from './load.ts';
import type { BenchServer } from './wireServers.ts';

/** What a soak came to. */
export interface Soak {
  readonly clients: number;
  readonly seconds: number;
  readonly requests: number;
  /** Answers with a status of 300 or more, and connections that broke. */
  readonly errors: number;
  /** Heap and buffers of the server after garbage collection: at the beginning and after each quarter. */
  readonly heapBytes: readonly number[];
}

const CLIENTS = 64;
const QUARTERS = 4;

/** Lets all clients ask for so many seconds, each the next of the requests in turn. */
export async function soak(server: BenchServer, requests: readonly Buffer[], seconds: number): Promise<Soak> {
  const heapBytes = [await server.heapBytes()];
  const until = performance.now() + seconds * 1000;
  let asked = 0;
  let errors = 0;
  const client = async (number: number) => {
    const line = await Line.open(server.port);
    for (let count = number; performance.now() < until; count++) {
      asked++;
      const status = await line.ask(requests[count % requests.length]!).catch(() => 599);
      if (status >= 300) errors++;
    }
    line.close();
  };
  const watch = async () => {
    for (let quarter = 0; quarter < QUARTERS; quarter++) {
      await new Promise((resolve) => setTimeout(resolve, (seconds / QUARTERS) * 1000));
      heapBytes.push(await server.heapBytes());
    }
  };
  await Promise.all([watch(), ...Array.from({ length: CLIENTS }, (_, number) => client(number))]);
  return { clients: CLIENTS, seconds, requests: asked, errors, heapBytes };
}
