/** Our own server as an endpoint: it begins, and time passes, by its control path; looking leaves no trace in its world. */

import { DEFAULT_CONNECTION } from '../../../model/context.ts';
import { accessKeyIdOf, secretAccessKeyOf } from '../../../model/iam/state.ts';
import { deserialise } from '../../../model/serialise.ts';
import { durationMs } from '../../../model/step.ts';
import type { TrailRecord } from '../../../scenarios/contract.ts';
import { people } from '../../../scenarios/people.ts';
import { CONTROL_PREFIX } from '../../server/control.ts';
import { PEEK_HEADER } from '../../server/http.ts';
import { observe } from '../observe.ts';
import { Unable } from '../unable.ts';
import type { Backend } from './backend.ts';
import type { Credentials } from './clients.ts';
import type { ControlClient } from './control.ts';
import { accountOf } from './places.ts';

/** The means of a keystate server. */
export function keystateBackend(control: ControlClient): Backend {
  let now = { timeMs: 0, calls: 0 };
  const ask = async (method: 'GET' | 'POST', what: string, body?: unknown) => {
    const told = await control.must(method, CONTROL_PREFIX + what, body);
    return { ...told, timeMs: Date.parse(told.time as string), calls: told.calls as number };
  };
  return {
    gives: new Set(['records']),
    beginsAlways: true,
    begin: async (seed) => {
      now = await ask('POST', 'reset', { seed, world: 'scenarios' });
      now = { ...now, calls: now.calls + 1 };
      return now.timeMs;
    },
    nowMs: () => now.timeMs,
    elapse: async (duration) => {
      const { timeMs } = await ask('POST', 'clock', { advance: isoDuration(durationMs(duration)) });
      now = { ...now, timeMs };
      return timeMs;
    },
    records: async () => {
      const told = (await ask('GET', `trail?from=${now.calls}`)) as typeof now & { records: TrailRecord[] };
      now = { ...now, calls: told.calls + 1 };
      return told.records;
    },
    inside: async () => {
      const { text } = await control.ask('GET', `${CONTROL_PREFIX}state`);
      return observe(deserialise(text));
    },
    credentialsOf: async ({ principal, via }) => {
      if (via) throw new Unable(`calls that ${via.invokedBy} makes for somebody cannot be made from outside`);
      return credentialsOf(principal);
    },
    readersOf: async (account) =>
      Object.values(people)
        .map(({ caller }) => caller.principal)
        .filter((principal) => accountOf(principal) === account)
        .map(credentialsOf),
    headersOf: ({ connection }) => {
      const { secureTransport, sourceIpAddress, userAgent } = { ...DEFAULT_CONNECTION, ...connection };
      return {
        'x-forwarded-proto': secureTransport ? 'https' : 'http',
        'x-forwarded-for': sourceIpAddress,
        'user-agent': userAgent,
      };
    },
    lookingHeaders: { [PEEK_HEADER]: '1', 'x-forwarded-proto': 'https' },
  };
}

/** The access key that the simulation knows a principal by. */
function credentialsOf(principal: string): Credentials {
  if (principal === 'anonymous') return 'anonymous';
  if (!principal.startsWith('arn:')) throw new Unable(`nobody outside AWS can act as ${principal}`);
  if (principal.includes(':assumed-role/AWSServiceRoleFor'))
    throw new Unable(`nobody but AWS can act as the service-linked role ${principal}`);
  const session = principal.includes(':assumed-role/');
  const accessKeyId = accessKeyIdOf(session ? 'ASIA' : 'AKIA', principal);
  const credentials = { accessKeyId, secretAccessKey: secretAccessKeyOf(accessKeyId) };
  return session ? { ...credentials, sessionToken: 'keystate' } : credentials;
}

/** Milliseconds as ISO 8601 writes a duration. */
function isoDuration(ms: number): string {
  const fraction = ms % 1000 === 0 ? '' : `.${String(ms % 1000).padStart(3, '0')}`;
  return `PT${Math.trunc(ms / 1000)}${fraction}S`;
}
