/**
 * Emulators of AWS that keystate is compared with: where they come from and how they are started. They are run as they are,
 * each in a Python environment of its own outside the repository, and nothing of them is copied.
 */

/** An emulator that can be installed without a container. */
export interface Peer {
  readonly name: 'moto' | 'ministack' | 'localemu';
  /** PyPI's name, and what is installed of it. */
  readonly distribution: string;
  readonly requirement: string;
  /** The oldest Python 3 that runs it, where that is newer than it says itself: 12 is Python 3.12. */
  readonly pythonMinor?: number;
  /** Its program in the environment, the words after it and what it wants in its surroundings. */
  readonly command: (port: number) => {
    readonly program: string;
    readonly words: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** A path that answers once it serves. */
  readonly ready: string;
}

/** All of them. */
export const peers: readonly Peer[] = [
  {
    name: 'moto',
    distribution: 'moto',
    requirement: 'moto[server]',
    command: (port) => ({
      program: 'moto_server',
      words: ['-H', '127.0.0.1', '-p', String(port)],
      // Some of its messages list sets of Python, which come in another order in each process otherwise.
      env: { PYTHONHASHSEED: '0' },
    }),
    ready: '/moto-api/data.json',
  },
  {
    name: 'ministack',
    distribution: 'ministack',
    // Without "full" its KMS lacks all asymmetric keys.
    requirement: 'ministack[full]',
    command: (port) => ({ program: 'ministack', words: [], env: { GATEWAY_PORT: String(port), HOST: '127.0.0.1' } }),
    ready: '/_ministack/health',
  },
  {
    name: 'localemu',
    distribution: 'localemu',
    requirement: 'localemu[runtime]',
    // It installs with older ones, and then answers HTTP 500: "invalid syntax".
    pythonMinor: 12,
    command: (port) => ({
      program: 'localemu',
      words: ['start', '--host', '127.0.0.1', '--port', String(port)],
      env: {},
    }),
    ready: '/_localemu/health',
  },
];
