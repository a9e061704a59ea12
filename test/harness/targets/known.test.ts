/** What is known of endpoints, how an emulator is driven, and what its scenarios come to. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { playLab } from '../../../harness/runner/lab.ts';
import { leadsTo, liesOn } from '../../../harness/runner/refine.ts';
import { endpoint } from '../../../harness/targets/endpoint/endpoint.ts';
import { judgeKnown, knownEndpoints } from '../../../harness/targets/endpoint/known.ts';
import { retryMs } from '../../../harness/targets/endpoint/retries.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import type { Session, Target } from '../../../harness/targets/target.ts';
import { EngineError, Unable } from '../../../harness/targets/unable.ts';
import type { AnyCall } from '../../../model/call.ts';
import { labs } from '../../../scenarios/index.ts';
import { ACCOUNT, people } from '../../../scenarios/people.ts';

describe('what an endpoint is known not to do', () => {
  const switches = [{ concerns: ['invariant/disabled-*', 'lab/rds'], reason: 'starts anyway', date: '2026-11-30' }];

  it('skips a failure by name', () => {
    expect(judgeKnown(switches, 'invariant/disabled-key-start', 'fail')).toEqual({
      verdict: 'skip',
      note: 'known since 2026-11-30: starts anyway',
    });
  });

  it('tells a pass that nobody expected', () => {
    expect(judgeKnown(switches, 'lab/rds', 'pass')).toEqual({
      verdict: 'pass',
      note: 'passes unexpectedly; known since 2026-11-30: starts anyway',
    });
  });

  it('says nothing of errors and of everything else', () => {
    expect(judgeKnown(switches, 'lab/rds', 'error')).toEqual({ verdict: 'error' });
    expect(judgeKnown(switches, 'lab/rds-too', 'fail')).toEqual({ verdict: 'fail' });
  });

  it('names a reason and a date for each switch', () => {
    for (const { name, switches: known } of knownEndpoints)
      for (const { concerns, reason, date } of known) {
        expect(concerns.length, name).toBeGreaterThan(0);
        expect(reason, name).not.toBe('');
        expect(date, name).toMatch(/^20\d\d-\d\d-\d\d$/);
      }
  });
});

describe('an emulator', () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** A server that says it is a known one, by whose paths it is known, and answers AWS's calls as told. */
  async function standIn(
    paths: string,
    says: string,
    answer: (request: IncomingMessage) => { status: number; body: string },
  ) {
    const asked: string[] = [];
    server = createServer((request, response) => {
      const own = (request.url ?? '').startsWith(paths);
      asked.push(own ? `${request.method} ${request.url}` : String(request.headers['x-amz-target'] ?? request.url));
      const others = /^\/(?:_|moto-api)/.test(request.url ?? '');
      const { status, body } = own ? { status: 200, body: says } : others ? { status: 404, body: '' } : answer(request);
      request.resume().on('end', () => response.writeHead(status, { connection: 'close' }).end(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { asked, target: await endpoint({ url: `http://127.0.0.1:${port}`, patienceMs: 50, pollMs: 10 }) };
  }

  const moto = (answer: Parameters<typeof standIn>[2]) => standIn('/moto-api/', '{}', answer);

  const call = (operation: string, principal = people.admin!.caller.principal): AnyCall => ({
    service: 'kms',
    operation,
    input: { KeyId: 'k' },
    caller: { principal },
    region: 'us-east-1',
  });

  it('is recognised, and begun anew with the seed of the session', async () => {
    const { asked, target } = await moto(() => ({ status: 200, body: '{}' }));
    expect(target.known?.name).toBe('moto');
    await target.begin('7f');
    expect(asked.slice(-2)).toEqual(['POST /moto-api/reset', 'POST /moto-api/seed?a=127']);
    target.close();
  });

  it('that forgets nothing is begun anew in another account each time, which scenarios do not notice', async () => {
    const accounts: string[] = [];
    const { target } = await standIn('/_localemu/', '{"services":{}}', (request) => {
      const [, account = ''] = /Credential=(\d{12})\//.exec(String(request.headers.authorization)) ?? [];
      accounts.push(account);
      return { status: 200, body: JSON.stringify({ KeyMetadata: { AWSAccountId: account } }) };
    });
    expect(target.known?.name).toBe('localemu');
    accounts.length = 0;
    for (const seed of ['7', '7']) {
      const session = await target.begin(seed);
      const { outcome } = await session.call(call('DescribeKey'));
      expect(outcome).toMatchObject({ ok: true, output: { KeyMetadata: { AWSAccountId: ACCOUNT } } });
    }
    expect(new Set(accounts)).toHaveLength(2);
    expect(accounts).not.toContain(ACCOUNT);
    target.close();
  });

  it('is never shown credentials of AWS', async () => {
    let authorization = '';
    const { target } = await moto((request) => {
      authorization = String(request.headers.authorization);
      return { status: 200, body: '{}' };
    });
    process.env.AWS_ACCESS_KEY_ID = 'AKIAREALREALREALREAL';
    process.env.AWS_SECRET_ACCESS_KEY = 'real';
    try {
      const session = await target.begin('7');
      await session.call(call('DescribeKey'));
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
      target.close();
    }
    expect(authorization).toContain('Credential=AKIAIOSFODNN7EXAMPLE/');
  });

  it('refuses with the code and the status that it gives', async () => {
    const body = '{"__type":"NotFoundException","message":"no such key"}';
    const { target } = await moto(() => ({ status: 400, body }));
    const session = await target.begin('7');
    expect((await session.call(call('DescribeKey'))).outcome).toMatchObject({
      ok: false,
      error: { code: 'NotFoundException', status: 400, message: 'no such key' },
    });
    target.close();
  });

  it('cannot be a person whom it takes for the owner, nor let days pass', async () => {
    const { target } = await moto(() => ({ status: 200, body: '{}' }));
    const session = await target.begin('7');
    await expect(session.call(call('DescribeKey', people.guest!.caller.principal))).rejects.toThrow(Unable);
    await expect(session.elapse({ days: 8 })).rejects.toThrow('8 days cannot pass: moto has no clock to set');
    await session.elapse({ seconds: 30 });
    target.close();
  });
});

describe('a target that is polled', () => {
  /** The simulation, seen through what a target says and does otherwise. */
  const seenAs = (otherwise: Partial<Target>, change: (session: Session) => Partial<Session> = () => ({})): Target => {
    const target = simulator();
    return {
      ...target,
      ...otherwise,
      begin: async (seed) => {
        const session = await target.begin(seed);
        const own = {
          region: session.region,
          observe: () => session.observe(),
          call: (call: AnyCall) => session.call(call),
          elapse: (duration: Parameters<Session['elapse']>[0]) => session.elapse(duration),
        };
        return Object.defineProperty({ ...own, ...change(session) }, 'nowMs', { get: () => session.nowMs }) as Session;
      },
    };
  };
  const lab = labs.find(({ id }) => id === 'root-volume')!;
  /** Looks only after everything has come to rest: passing states are missed. */
  const late = (session: Session): Partial<Session> => ({
    call: async (call) => {
      const taken = await session.call(call);
      if (call.operation !== 'StartInstances') return taken;
      const { after } = await session.elapse({ seconds: 30 });
      return { outcome: taken.outcome, records: taken.records, events: [], world: undefined, after };
    },
  });

  it('may miss states that pass, and nothing else', async () => {
    const polled = await playLab(lab, seenAs({ polled: true, gives: new Set() }, late), '7');
    expect(polled.result.note).toBeUndefined();
    expect(polled.result.verdict).toBe('pass');
    const watched = await playLab(lab, seenAs({ gives: new Set() }, late), '7');
    expect(watched.result.note).toContain('expected stopped -> pending -> stopped');
  });

  it('may find a thing in the state that a passing one leads to', () => {
    expect(leadsTo('creating', 'available')).toBe(true);
    expect(leadsTo('pending', 'running')).toBe(true);
    expect(leadsTo('stopped', 'running')).toBe(false);
    expect(leadsTo('creating', 'running')).toBe(false);
    expect(liesOn(['stopped', 'running'], ['stopped', 'pending', 'running'])).toBe(true);
    expect(liesOn(['stopped', 'pending'], ['stopped', 'pending', 'stopped'])).toBe(false);
    expect(liesOn(['stopped', 'running'], ['stopped', 'pending', 'stopped'])).toBe(false);
  });

  it('that cannot take a step skips the lab from there, by name', async () => {
    const cannot = seenAs({}, () => ({
      elapse: () => {
        throw new Unable('time cannot pass');
      },
    }));
    const { result } = await playLab(lab, cannot, '7');
    expect([result.verdict, result.note]).toEqual([
      'skip',
      expect.stringMatching(/^step \d was not tried: time cannot pass$/),
    ]);
  });

  it('that breaks is an error, not a failure', async () => {
    const broken = seenAs({}, () => ({
      call: () => {
        throw new EngineError('no route to host');
      },
    }));
    const { result } = await playLab(lab, broken, '7');
    expect([result.verdict, result.note]).toEqual(['error', 'step 1 broke: no route to host']);
  });
});

describe('windows of eventual consistency', () => {
  const of = (service: AnyCall['service'], operation: string): AnyCall => ({
    service,
    operation,
    input: {},
    caller: { principal: '' },
    region: 'us-east-1',
  });

  it('are open for refusals that news has not reached, operation by operation', () => {
    expect(retryMs(of('kms', 'CreateGrant'), 'InvalidArnException')).toBeGreaterThan(0);
    expect(retryMs(of('ec2', 'AttachVolume'), 'InvalidVolume.NotFound')).toBeGreaterThan(0);
    expect(retryMs(of('ec2', 'DescribeVolumes'), 'InvalidVolume.NotFound')).toBe(0);
    expect(retryMs(of('kms', 'Decrypt'), 'DisabledException')).toBe(0);
  });
});
