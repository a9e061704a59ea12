/** A light HTTP/1.1 load: ready-made request bytes over kept connections, so that what is measured is the server. */
import { connect, type Socket } from 'node:net';

/** What a load came to. */
export interface Load {
  readonly requestsPerSecond: number;
  /** Responses with another status than the first one's, and connections that broke. */
  readonly errors: number;
}

/** Sends the same request over so many connections until `done` says so, one at a time on each. */
export async function load(port: number, request: Buffer, connections: number, requests: number): Promise<Load> {
  let left = requests;
  let errors = 0;
  const started = performance.now();
  const one = async () => {
    const line = await Line.open(port);
    while (left-- > 0) if ((await line.ask(request)) >= 300) errors++;
    line.close();
  };
  await Promise.all(Array.from({ length: connections }, one));
  return { requestsPerSecond: (requests / (performance.now() - started)) * 1000, errors };
}

/**
 * Sends the same request over so many connections at so many a second, however fast they are answered: so servers of
 * different speed have the same to do. Without errors: what is measured is the servers' processor time.
 */
export async function pacedLoad(
  port: number,
  request: Buffer,
  { connections, requests, perSecond }: { connections: number; requests: number; perSecond: number },
): Promise<void> {
  const lines = await Promise.all(Array.from({ length: connections }, () => Line.open(port)));
  const idle = [...lines];
  const started = performance.now();
  let left = requests;
  while (left > 0 || idle.length < lines.length) {
    const dueBy = ((performance.now() - started) * perSecond) / 1000;
    while (left > 0 && idle.length > 0 && requests - left < dueBy) {
      const line = idle.pop()!;
      left--;
      line.ask(request).then(() => idle.push(line));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (const line of lines) line.close();
}

/** One response, as it came. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

/** One connection, one request at a time. Servers that close it after each answer are connected to again. */
export class Line {
  readonly #port: number;
  #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(port: number, socket: Socket) {
    this.#port = port;
    this.#socket = socket;
    this.#listen(socket);
  }

  static async open(port: number): Promise<Line> {
    return new Line(port, await connected(port));
  }

  /** Sends a request and gives the status of the answer. */
  async ask(request: Buffer): Promise<number> {
    return (await this.answer(request)).status;
  }

  /** Sends a request and gives the answer. */
  async answer(request: Buffer): Promise<Answer> {
    if (this.#socket.destroyed || !this.#socket.writable) {
      this.#socket = await connected(this.#port);
      this.#received = Buffer.alloc(0);
      this.#listen(this.#socket);
    }
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  #listen(socket: Socket): void {
    const lost = (error?: Error) => {
      if (socket !== this.#socket) return;
      this.#settle?.reject(error ?? new Error('the server closed the connection'));
      this.#settle = undefined;
    };
    socket.on('data', (data) => this.#take(data));
    socket.on('error', lost);
    socket.on('close', () => lost());
    socket.on('end', () => socket.destroy());
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }

  #take(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    const total = end + 4 + length;
    if (this.#received.length < total) return;
    const body = this.#received.subarray(end + 4, total);
    this.#received = Buffer.alloc(0);
    const { resolve } = this.#settle!;
    this.#settle = undefined;
    if (/\r\nconnection: *close/i.test(head)) this.#socket.destroy();
    resolve({ status: Number(head.slice(9, 12)), head, body });
  }
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
