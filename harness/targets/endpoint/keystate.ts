/** Our own server as an endpoint: it begins, and time passes, by its control path; looking leaves no trace in its world. */

import { DEFAULT_CONNECTION } from '../../../model/context.ts';
import { accessKeyIdOf, secretAccessKeyOf } from '../../../model/iam/state.ts';
import { deserialise } from '../../../model/serialise.ts';
import { durationMs } from '../../../model/step.ts';
import type { WorldEvent } from '../../../model/transaction.ts';
import type { TrailRecord } from '../../../scenarios/contract.ts';
import { people } from '../../../scenarios/people.ts';
import { CONTROL_PREFIX } from '../../server/control.ts';
import { PEEK_HEADER } from '../../server/http.ts';
import { WORLD_HEADER } from '../../server/worlds.ts';
import { Unable } from '../unable.ts';
import type { Backend } from './backend.ts';
import type { Credentials } from './clients.ts';
import type { ControlClient, Headers } from './control.ts';
import type { Looking } from './looking.ts';
import { accountOf } from './places.ts';

/** What the control path answers, with the present that every answer tells. */
type Told = { readonly timeMs: number; readonly calls: number } & Readonly<Record<string, unknown>>;

/** The header by which a world of its own is meant. */
export const headersOfWorld = (name: string | undefined): Headers =>
  name === undefined ? {} : { [WORLD_HEADER]: name };

/** The means of a keystate server; `chosen` go with every request, and choose the world. */
export function keystateBackend(control: ControlClient, looking: Looking, chosen: Headers = {}): Backend {
  let now = { timeMs: 0, calls: 0 };
  let nextEvent = 0;
  const post = async (what: string, body: unknown): Promise<Told> => {
    const told = await control.must('POST', CONTROL_PREFIX + what, body);
    return { ...told, timeMs: Date.parse(told.time as string), calls: told.calls as number };
  };
  const state = () => looking.told('state');
  return {
    gives: new Set(['world', 'records', 'ownRecords', 'events', 'rerun']),
    beginsAlways: true,
    begin: async (seed) => {
      const { timeMs, calls } = await post('reset', { seed, world: 'scenarios' });
      now = { timeMs, calls: calls + 1 };
      nextEvent = 0;
      return now.timeMs;
    },
    nowMs: () => now.timeMs,
    elapse: async (duration) => {
      const { timeMs } = await post('clock', { advance: isoDuration(durationMs(duration)) });
      now = { ...now, timeMs };
      return timeMs;
    },
    records: async () => {
      const told = JSON.parse(await looking.told('trail', `from=${now.calls}`)) as Told;
      now = { ...now, calls: told.calls + 1 };
      return told.records as TrailRecord[];
    },
    events: async () => {
      const { events, next } = JSON.parse(await looking.told('events', `from=${nextEvent}`)) as Told;
      nextEvent = next as number;
      return events as WorldEvent[];
    },
    world: async () => deserialise(await state()),
    fingerprint: state,
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
        ...chosen,
        'x-forwarded-proto': secureTransport ? 'https' : 'http',
        'x-forwarded-for': sourceIpAddress,
        'user-agent': userAgent,
      };
    },
    lookingHeaders: { ...chosen, [PEEK_HEADER]: '1', 'x-forwarded-proto': 'https' },
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
