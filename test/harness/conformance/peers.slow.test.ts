/** `conform --target` over HTTP: keystate's own server conforms as it does in process, moto differs where it is known to. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LIMITS } from '../../../harness/conformance/limits.ts';
import { remembering } from '../../../harness/conformance/remembering.ts';
import { conform } from '../../../harness/conformance/run.ts';
import { peers } from '../../../harness/peers/peers.ts';
import { type RunningPeer, startPeer } from '../../../harness/peers/start.ts';
import { type RunningServer, startServer } from '../../../harness/server/server.ts';
import { type EndpointTarget, endpoint } from '../../../harness/targets/endpoint/endpoint.ts';
import { simulator } from '../../../harness/targets/simulator.ts';
import { tables } from '../../../scenarios/conformance/index.ts';
import { keystate } from '../cli/support.ts';

/** Some of everything: each service, each kind of check, and about one behaviour of twenty. */
const SOME = [
  /^kms\/key-states\/(Decrypt|Encrypt|DescribeKey)\/(Enabled|Disabled|PendingDeletion|PendingImport)\/(symmetric|imported-symmetric)$/,
  /^kms\/recorded\/[a-d]/,
  /^kms\/validation\/(CreateAlias|Encrypt)\//,
  /^s3\/key-states\/(GetObject|PutObject|HeadObject)\//,
  /^s3\/(customer-keys|requests)\/c/,
  /^ec2\/key-states\/(StartInstances|CreateVolume|AttachVolume-to-a-running-instance)\/(Enabled|Disabled)$/,
  /^ec2\/permissions\/(attach|start)/,
  /^(rds|redshift)\/key-states\/Create(DBInstance|Cluster)\/(Enabled|Disabled)$/,
];
const wanted = (id: string) => SOME.some((pattern) => pattern.test(id));

describe("keystate's own server", () => {
  let server: RunningServer;
  let target: EndpointTarget;
  beforeAll(async () => {
    server = await startServer({ seed: '7' });
    target = await endpoint({ url: server.url, watch: 'nothing' });
  });
  afterAll(async () => {
    target.close();
    await server.close();
  });

  it('conforms in all cells in which the simulation in process does', async () => {
    const inProcess = await conform(tables, { target: remembering(simulator()), seed: '7', wanted });
    const onTheWire = await conform(tables, { target, seed: '7', wanted, limits: LIMITS });
    expect(onTheWire.cells.length).toBeGreaterThan(120);
    expect(onTheWire.cells.map(({ id }) => id)).toEqual(inProcess.cells.map(({ id }) => id));
    const differing = onTheWire.cells.filter(({ verdict }, at) => verdict !== inProcess.cells[at]?.verdict);
    // What no SDK can send, and what no API shows, cannot be tried from outside; everything else can.
    for (const { observed } of differing)
      expect(observed).toMatch(/^not tried: no client can send this|what EventBridge is told cannot be seen here$/);
    expect(differing.length).toBeLessThan(10);
  });
});

describe('moto', () => {
  let moto: RunningPeer;
  beforeAll(async () => {
    moto = await startPeer(peers.find(({ name }) => name === 'moto')!);
  }, 300_000);
  afterAll(() => moto?.stop());

  it('starts an instance whose volume is encrypted under a disabled key, and gives an object under one', async () => {
    const ids = [
      'ec2/key-states/StartInstances/Disabled',
      's3/key-states/GetObject/Disabled',
      's3/key-states/GetObject/Enabled',
    ];
    const { status, out } = await keystate('conform', ...ids, '--target', moto.url, '--json');
    const { target, cells, totals } = JSON.parse(out);
    expect(target).toContain('(moto)');
    expect(totals).toEqual({ pass: 1, skip: 0, assumed: 0, fail: 2, error: 0 });
    const seen = Object.fromEntries(cells.map(({ id, observed }: { id: string; observed: string }) => [id, observed]));
    expect(seen['ec2/key-states/StartInstances/Disabled']).toContain('State.Code is 16, expected 80');
    expect(seen['s3/key-states/GetObject/Disabled']).toBe('ok');
    expect(status).toBe(1);
  });

  it('shows a difference by its script of aws commands', async () => {
    const { out } = await keystate('conform', 's3/key-states/GetObject/Disabled', '--target', moto.url, '--shell');
    const said = execFileSync('bash', ['-s'], { input: out, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });
    // The object is given, though its key is disabled.
    expect(JSON.parse(said)).toMatchObject({ ServerSideEncryption: 'aws:kms', ContentLength: expect.any(Number) });
  });

  it('comes to the same table again, and stands beside the simulation', async () => {
    const words = ['conform', 'kms/key-states/Decrypt/*/symmetric', '--target', moto.url, '--against', 'sim', '--json'];
    const first = await keystate(...words);
    expect((await keystate(...words)).out).toBe(first.out);
    const { totals, against } = JSON.parse(first.out);
    expect(totals.fail).toBeGreaterThan(0);
    expect(against.target).toBe('simulator');
    expect(against.totals.fail).toBe(0);
  });
});

describe('an endpoint that is not there', () => {
  it('is told in one line, with exit status 2', async () => {
    const { status, out, err } = await keystate('conform', 'kms/recorded/*', '--target', 'http://127.0.0.1:9');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^error: http:\/\/127\.0\.0\.1:9\S* does not answer: ECONNREFUSED; is it running\?\n$/);
    expect((await keystate('conform', '--target', 'localhost')).err).toContain('"localhost" is no target');
  });
});
