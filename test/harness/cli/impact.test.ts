// `keystate impact`: where its world comes from, which key it means, what it says, and what it says to mistakes.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../../harness/cli/io.ts';
import { main } from '../../../harness/cli/program.ts';
import { colors } from '../../../harness/report/style.ts';
import { writeReplay } from '../../../harness/runner/replayFile.ts';
import { startServer } from '../../../harness/server/server.ts';
import { serialise } from '../../../model/serialise.ts';
import { genesis } from '../../../model/world.ts';
import type { Planned } from '../../../scenarios/contract.ts';
import { Cloud } from '../../model/ec2/cloud.ts';

async function keystate(...words: readonly string[]) {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    colors: colors(false),
    progress: () => {},
  };
  const status = await main(['impact', ...words], io);
  return { status, out, err };
}

const directory = mkdtempSync(join(tmpdir(), 'keystate-impact-'));
function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** A stored world with two keys, one of them with an alias and an object under it. */
function storedWorld(): string {
  const cloud = new Cloud('stored');
  const { KeyMetadata } = cloud.kms('CreateKey');
  cloud.kms('CreateKey');
  cloud.kms('CreateAlias', { AliasName: 'alias/data', TargetKeyId: KeyMetadata.KeyId });
  cloud.do('s3', 'CreateBucket', { Bucket: 'reports' });
  for (const Key of ['1', '2', '3', '4', '5'])
    cloud.do('s3', 'PutObject', {
      Bucket: 'reports',
      Key,
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: KeyMetadata.Arn,
    });
  return file('world.json', serialise(cloud.world));
}

const replay = (calls: readonly Planned[]): string =>
  writeReplay({ keystate: 1, seed: '7', options: {}, scenario: 'invariant/disabled-key-start', calls });

describe('the report', () => {
  it('tells of a lab, for each change that applies, what breaks when and how it comes back', async () => {
    const { status, out } = await keystate('--lab', 'root-volume', '--step', '7', '--no-others');
    expect(status).toBe(0);
    expect(out).toMatchSnapshot();
  });

  it('tells things that break alike together, the first of them by name', async () => {
    const { out } = await keystate(storedWorld(), '--key', 'data', '--change', 'disable', '--no-others');
    expect(out).toContain('object reports/1, reports/2, reports/3 and 2 more\n      GetObject: KMS.DisabledException');
  });

  it('fits 80 columns, the services that are not simulated included', async () => {
    const { out } = await keystate('--lab', 'rds', '--step', '3');
    expect(out).toContain('Services that are not simulated, if the key protects them');
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('tells of a disabled key what it has broken and what would be lost with it', async () => {
    const { out } = await keystate('--lab', 'root-volume', '--step', '8', '--change', 'delete', '--no-others');
    expect(out).toMatch(/The key is disabled already[\s\S]*At once[\s\S]*object keystate-lab-bucket\/report.txt/);
  });

  it('tells of a key that is pending deletion what will be lost, and when', async () => {
    const { out } = await keystate('--lab', 'deletion', '--step', '2', '--change', 'delete', '--no-others');
    expect(out).toMatch(
      /The key is pending deletion[\s\S]*until\s+2026-01-12\s+09:00 UTC, when the key is gone for ever/,
    );
    expect(out).toContain('object keystate-lab-deletion/ledger.txt');
  });

  it('says why a change cannot be made', async () => {
    const guest = 'arn:aws:iam::123456789012:user/guest';
    const { out } = await keystate('--lab', 'rds', '--step', '3', '--change', 'disable', '--no-others', '--as', guest);
    expect(out).toMatch(/cannot be: AccessDeniedException, User: arn:\S+\s+is not authorized/);
  });

  it('is plain data with --json', async () => {
    const { out } = await keystate(storedWorld(), '--key', 'alias/data', '--json', '--window', '7');
    const told = JSON.parse(out);
    expect(told).toMatchObject({
      state: 'Enabled',
      impacts: [{ change: 'disable' }, { change: 'delete' }, { change: 'lock-out' }],
    });
    expect(told.impacts[1].effects.at(-1)).toMatchObject({
      resource: { service: 's3', kind: 'object' },
      probe: { operation: 'GetObject', input: { Bucket: 'reports', Key: '5' } },
      rule: { grade: 'recorded' },
      lost: { atMs: Date.parse(told.time) + 7 * 86_400_000 },
    });
    expect(told.otherServices.length).toBeGreaterThan(20);
  });
});

describe('the world', () => {
  it('may be that of a replay file after its last call', async () => {
    const calls: readonly Planned[] = [{ service: 'kms', operation: 'CreateKey', input: {} }];
    const { status, out } = await keystate(file('replay.json', replay(calls)), '--no-others');
    expect([status, out]).toEqual([0, expect.stringContaining('1 thing is hit. Undone by EnableKey.')]);
  });

  it('may be that of a running server', async () => {
    const server = await startServer({ port: 0, seed: '7' });
    try {
      const { err } = await keystate(server.url);
      expect(err).toBe(`error: the server at ${new URL(server.url).origin} has no key\n`);
    } finally {
      await server.close();
    }
  });

  it('is looked at as somebody else with --as', async () => {
    const root = 'arn:aws:iam::123456789012:root';
    const { out } = await keystate(storedWorld(), '--key', 'data', '--as', root, '--no-others');
    expect(out).toContain(`as\n${root}`);
  });
});

describe('a mistake', () => {
  const empty = () => file('empty.json', serialise(genesis('7')));
  const mistakes: readonly (readonly [string, () => readonly string[], string | RegExp])[] = [
    ['no world', () => [], 'error: say which world: --lab with the name of a lab, '],
    [
      'a stored world that is not whole',
      () => [file('part.json', '{"keystateWorld":1,"world":{"seed":"7"}}')],
      /^error: .*part\.json: the stored world is not whole: there is no options, [^\n]*kms[^\n]*\n$/,
    ],
    ['two worlds', () => [storedWorld(), '--lab', 'rds'], 'error: give a world or --lab, not both\n'],
    ['a step of no lab', () => [storedWorld(), '--step', '3'], 'error: --step counts the steps of a lab: add --lab\n'],
    [
      'an unknown lab',
      () => ['--lab', 'rootvolume'],
      'error: there is no lab "rootvolume"; the nearest are root-volume,',
    ],
    [
      'a step too far',
      () => ['--lab', 'rds', '--step', '99'],
      'error: the lab rds has 11 steps; there is no step 99\n',
    ],
    ['no such file', () => ['/nowhere/world.json'], 'error: /nowhere/world.json cannot be read: ENOENT\n'],
    [
      'another file',
      () => [file('other.json', '{}')],
      /^error: .*other\.json is neither a stored world nor a replay file: /,
    ],
    [
      'a cut-off world',
      () => [file('cut.json', '{"keystateWorld":1,"wor')],
      /^error: .*cut\.json: a stored world is JSON; /,
    ],
    [
      'nobody there',
      () => ['http://127.0.0.1:9'],
      'error: nobody answers at http://127.0.0.1:9; start one with "keystate serve"\n',
    ],
    ['no key', () => [empty()], /^error: .*empty\.json has no key\n$/],
    [
      'several keys',
      () => [storedWorld()],
      /^error: .* has several keys; say which with --key: (alias\/data, [0-9a-f-]{36}|[0-9a-f-]{36}, alias\/data)\n$/,
    ],
    [
      'an unknown key',
      () => [storedWorld(), '--key', 'alias/date'],
      /^error: .* has no key "alias\/date"; the nearest are alias\/data,/,
    ],
    [
      'an unknown person',
      () => [storedWorld(), '--key', 'data', '--as', 'arn:aws:iam::123456789012:user/x'],
      'error: there is no principal arn:aws:iam::123456789012:user/x in this world\n',
    ],
    [
      'an unknown change',
      () => [storedWorld(), '--change', 'lose'],
      "error: option '--change <change>' argument 'lose' is invalid. Allowed choices are disable, ",
    ],
    [
      'a short window',
      () => [storedWorld(), '--window', '6'],
      "error: option '--window <days>' argument '6' is invalid. It must be a whole number from 7 to 30.",
    ],
  ];

  it.each(mistakes)('%s is told in one line', async (_, words, expected) => {
    const { status, out, err } = await keystate(...words());
    expect([status, out]).toEqual([2, '']);
    if (typeof expected === 'string') expect(err.slice(0, expected.length)).toBe(expected);
    else expect(err).toMatch(expected);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
