// The command line in process: what it says to mistakes, and what goes to which stream.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Io } from '../../../harness/cli/io.ts';
import { main } from '../../../harness/cli/program.ts';
import { colors } from '../../../harness/report/style.ts';
import { brokenWorlds, labs } from '../../../scenarios/index.ts';

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
  const status = await main(words, io);
  return { status, out, err };
}

const directory = mkdtempSync(join(tmpdir(), 'keystate-'));
function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

describe('a mistake', () => {
  it.each([
    [['rnu'], 'error: there is no command "rnu"; did you mean run? There are '],
    [[], 'error: say what to do: lab, run, '],
    [['run', '--sede', '7'], "error: unknown option '--sede' (Did you mean --seed?); see --help\n"],
    [
      ['run', '--seed', 'xyz'],
      "error: option '--seed <hex>' argument 'xyz' is invalid. A seed is hexadecimal digits, such as 7 or a commit hash.; see --help\n",
    ],
    [
      ['run', '--runs', '0'],
      "error: option '--runs <count>' argument '0' is invalid. It must be a whole number from 1 to 1000000.; see --help\n",
    ],
    [
      ['run', '--runs', 'many'],
      "error: option '--runs <count>' argument 'many' is invalid. It must be a whole number from 1 to 1000000.; see --help\n",
    ],
    [
      ['lab', '--lang', 'de', 'root-volume'],
      "error: option '--lang <language>' argument 'de' is invalid. Allowed choices are en, fr.; see --help\n",
    ],
    [['replay'], "error: missing required argument 'file'; see --help\n"],
    [['replay', '/nowhere/file.json'], 'error: /nowhere/file.json cannot be read: ENOENT\n'],
    [['diagram', 'kee'], 'error: there is no machine "kee"; the nearest are key,'],
    [['run', 'rot-volume'], 'error: no scenario matches "rot-volume"; the nearest are lab/root-volume,'],
    [['run', '--broken', 'nothing'], 'error: there is no broken world "nothing"; the nearest are '],
    [['lab', 'rootvolume'], 'error: there is no lab "rootvolume"; the nearest are root-volume,'],
  ])('such as %j gets one clear line and exit status 2', async (words, message) => {
    const { status, out, err } = await keystate(...words);
    expect(err.slice(0, message.length)).toBe(message);
    expect(err.trimEnd()).not.toContain('\n');
    expect(out).toBe('');
    expect(status).toBe(2);
  });

  it('in a replay file names the file and what was expected', async () => {
    const truncated = file('truncated.json', '{"keystate": 1, "seed": "7"');
    expect(await keystate('replay', truncated)).toMatchObject({
      status: 2,
      out: '',
      err: `error: ${truncated}: a replay file must be JSON; this one breaks off before its end\n`,
    });
    const stranger = file(
      'stranger.json',
      '{"keystate":1,"seed":"7","options":{},"scenario":"invariant/no-crash","calls":[{"service":"kms","operation":"ListKeys","input":{},"caller":"bob"}]}',
    );
    expect((await keystate('replay', stranger)).err).toBe(
      `error: ${stranger}: there is no caller "bob"; there are admin, root, writer, guest, outsider\n`,
    );
    const unknown = file(
      'unknown.json',
      '{"keystate":1,"seed":"7","options":{},"scenario":"invariant/no-crush","calls":[]}',
    );
    expect((await keystate('replay', unknown)).err).toContain(
      'there is no scenario "invariant/no-crush"; the nearest are invariant/no-crash',
    );
  });
});

describe('help', () => {
  it.each([[[]], [['lab']], [['run']], [['replay']], [['diagram']]])('of %j is on standard output', async (words) => {
    const { status, out, err } = await keystate(...words, '--help');
    expect(out).toContain('Usage: keystate');
    expect(err).toBe('');
    expect(status).toBe(0);
  });
});

describe('keystate lab', () => {
  it('lists the labs without a name', async () => {
    const { out, status } = await keystate('lab', '--json');
    expect(JSON.parse(out).map(({ lab }: { lab: string }) => lab)).toEqual(labs.map(({ id }) => id));
    expect(status).toBe(0);
  });

  it.each(labs.map(({ id }) => [id]))('plays %s, and everything is as the lab says', async (id) => {
    const { out, status } = await keystate('lab', id, '--json');
    const lab = JSON.parse(out);
    expect(lab.steps.flatMap((step: { differences: string[] }) => step.differences)).toEqual([]);
    expect(lab).toMatchObject({ lab: id, verdict: 'pass' });
    expect(status).toBe(0);
  });

  it('shows that the instance whose root volume has a disabled key ends stopped', async () => {
    const { out } = await keystate('lab', 'root-volume', '--json');
    const { steps } = JSON.parse(out);
    const start = steps.find((step: { title: string }) => step.title === 'Try to start the instance');
    expect(start.calls[0]).toEqual({ service: 'ec2', operation: 'StartInstances', outcome: 'ok' });
    expect(start.states).toMatchObject({ key: 'Disabled', instance: 'stopped' });
    expect(start.paths.instance).toEqual(['stopped', 'pending', 'stopped']);
    expect(
      start.records.map((record: { eventName: string; errorCode?: string }) => [record.eventName, record.errorCode]),
    ).toEqual([
      ['StartInstances', undefined],
      ['CreateGrant', 'DisabledException'],
      ['DescribeInstances', undefined],
    ]);
  });
});

describe('keystate run', () => {
  it('prints JSON of the promised shape on standard output, and nothing else there', async () => {
    const { out, err, status } = await keystate('run', 'lab/*', '--seed', '7', '--json');
    const result = JSON.parse(out);
    expect(result).toMatchObject({ seed: '7', target: 'simulator', totals: { pass: labs.length, fail: 0, error: 0 } });
    expect(result.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(result.scenarios[0]).toMatchObject({ id: 'lab/root-volume', verdict: 'pass', runs: 1, witnesses: {} });
    expect(err).toMatch(/^seed 0x7, /);
    expect(status).toBe(0);
  });

  it('takes a commit hash as seed and prints it first', async () => {
    const { out } = await keystate('run', 'data-volume', '--seed', '0xDA39A3EE5E6B4B0D3255BFEF95601890AFD80709');
    expect(out.split('\n')[0]).toMatch(/^seed 0xda39a3ee5e6b4b0d3255bfef95601890afd80709, /);
  });

  it('gives the same bytes for the same seed', async () => {
    const words = ['run', '--seed', '7', '--runs', '4', '--json'];
    expect((await keystate(...words)).out).toBe((await keystate(...words)).out);
  });
});

describe('keystate run in a broken world', () => {
  const world = brokenWorlds[0];
  it.skipIf(!world)('fails, and the replay file it names fails alike', async () => {
    const words = ['run', world!.caughtBy, '--broken', world!.id, '--out', directory, '--jobs', '1'];
    const { out, status } = await keystate(...words);
    expect(status).toBe(1);
    const last = out.trimEnd().split('\n').slice(-2);
    const path = join(directory, `keystate-failure-${world!.caughtBy}.json`);
    expect(last).toEqual([`replay  npx keystate replay ${path}`, `shell   npx keystate replay ${path} --shell`]);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ keystate: 1, broken: world!.id });
    expect(await keystate('replay', path)).toMatchObject({ status: 1 });
    expect(await keystate('replay', path, '--no-broken')).toMatchObject({ status: 0 });
    const shell = await keystate('replay', path, '--shell');
    expect(shell.status).toBe(0);
    expect(shell.out).toMatch(/^#!\/usr\/bin\/env bash\n/);
  });
});
