// `keystate explore`: what it says, and how its failures are seen again.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keystate } from './support.ts';

const out = mkdtempSync(join(tmpdir(), 'keystate-explore-'));
const explore = (...words: readonly string[]) => keystate('explore', 'instance-and-key', '--out', out, ...words);

describe('exploring the instance and its key', () => {
  it('tells how many worlds there are, what was covered, and that nothing failed', async () => {
    const { status, out: text, err } = await explore();
    expect(status).toBe(0);
    expect(text).toMatch(/^seed 0x2026, every move in every order, on the simulator\n/);
    expect(text).toContain('PASS  instance-and-key     40 worlds, 360 transitions; there are no others\n');
    expect(text).toContain('new worlds after 0, 1, 2... moves: 1, 4, 7, 11, 10, 5, 2\n');
    expect(text).toMatch(/arrows of lifecycles: .*instance 11 of 12/);
    expect(text).toMatch(/ec2:StartInstances +ok \d+, IncorrectInstanceState \d+, InvalidInstanceID.NotFound \d+\n/);
    expect(text).toContain('\nwhat hangs on the state of the key\n');
    expect(text).toContain('    PendingDeletion  KMSInvalidStateException 16\n');
    expect(text).toMatch(/\n1 pass; 40 worlds, 360 transitions\n$/);
    expect(err).toMatch(/^360 transitions in [\d.]+ s, \d+ a second\n$/);
    expect(readdirSync(out)).toEqual([]);
  });

  it('gives the same bytes of JSON again, with the arrows that nothing went along', async () => {
    const once = await explore('--json');
    expect((await explore('--json')).out).toBe(once.out);
    const [one] = JSON.parse(once.out).explorations;
    expect(one).toMatchObject({ id: 'instance-and-key', verdict: 'pass', complete: true, worlds: 40, failures: [] });
    expect(one.lifecycles.instance.missed).toHaveLength(1);
    expect(one.levels[0]).toEqual({ worlds: 1, transitions: 0 });
  });

  it('says when there is more than its bounds let it see', async () => {
    expect((await explore('--depth', '2')).out).toContain('12 worlds, 45 transitions; more may lie beyond 2 moves\n');
    expect((await explore('--worlds', '10')).out).toMatch(/\d+ worlds, \d+ transitions; there may be more\n/);
  });

  it('finds what a broken world does wrong, in few calls that a replay shows again', async () => {
    const { status, out: text } = await explore('--broken', 'start-ignores-key');
    expect(status).toBe(1);
    expect(text).toContain('broken world start-ignores-key: An instance starts though');
    expect(text).toMatch(/FAIL {2}An instance with a volume under a key .* seed 0x2026, 7 calls\n/);
    expect(text).toContain('pending -> running, expected pending -> stopped');
    const file = join(out, 'keystate-failure-instance-and-key-disabled-key-start.json');
    expect(text).toContain(`\nreplay  npx keystate replay ${file}\n`);
    const again = await keystate('replay', file);
    expect(again.status).toBe(1);
    expect(again.out).toContain('pending -> running, expected pending -> stopped');
    expect((await keystate('replay', file, '--no-broken')).status).toBe(0);
  });

  it('tells a failure as data, too', async () => {
    const { status, out: text } = await explore('--broken', 'reboot-asks-kms', '--json');
    expect(status).toBe(1);
    const [{ verdict, failures }] = JSON.parse(text).explorations;
    expect(verdict).toBe('fail');
    expect(failures).toMatchObject([{ id: 'invariant/reboot-needs-no-key', seed: '2026' }]);
    expect(failures[0].calls).toHaveLength(3);
    expect(JSON.parse(readFileSync(failures[0].replayFile, 'utf8')).calls).toEqual(failures[0].calls);
  });
});

describe("a file of one's own", () => {
  it('begins from one that is printed, and is explored like it', async () => {
    const printed = await keystate('explore', 'alias-of-two-keys', '--print');
    expect(printed).toMatchObject({ status: 0, err: '' });
    const file = join(mkdtempSync(join(tmpdir(), 'keystate-explore-')), 'mine.json');
    writeFileSync(file, printed.out.replace('"alias-of-two-keys"', '"mine"'));
    const own = await keystate('explore', file);
    expect(own.out).toContain('PASS  mine                 28 worlds, 392 transitions; there are no others\n');
    const both = await keystate('explore', 'imported-material', file);
    expect(both.out).toMatch(/PASS {2}imported-material[\s\S]*PASS {2}mine/);
    expect(both.out).toMatch(/\n2 pass; /);
    expect(await keystate('explore', file, file)).toMatchObject({
      status: 2,
      err: 'error: two explorations are called mine; give one another "id"\n',
    });
  });
});

describe('a call of the opening that is refused', () => {
  it('is told, since what it should have made is not there', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'keystate-explore-')), 'refused.json');
    const get = { service: 's3', operation: 'GetObject', input: { Bucket: 'there-is-none', Key: 'k' } };
    writeFileSync(file, JSON.stringify({ keystate: 1, opening: [get], moves: [{ elapse: { days: 1 } }] }));
    const { out: text } = await keystate('explore', file);
    const unmade = { ...get, input: { Bucket: { $ref: 'get.Nothing' } } };
    writeFileSync(file, JSON.stringify({ keystate: 1, opening: [{ ...unmade, name: 'get' }], moves: [get] }));
    expect(await keystate('explore', file)).toEqual({
      status: 2,
      out: '',
      err: 'error: The opening of refused makes no call: say there what is there from the beginning.\n',
    });
    expect(text).toContain(
      '      s3:GetObject of the opening was refused: NoSuchBucket: The specified bucket does not exist\n',
    );
  });
});

describe('a mistake', () => {
  it.each([
    [['instance-and-kee'], 'error: no scenario matches "instance-and-kee"; the nearest are instance-and-key'],
    [
      ['--depth', '0'],
      "error: option '--depth <moves>' argument '0' is invalid. It must be a whole number from 1 to 1000.",
    ],
    [['--broken', 'nothing'], 'error: there is no broken world "nothing"; the nearest are '],
  ])('such as %j gets one line and exit status 2', async (words, message) => {
    const { status, out: text, err } = await keystate('explore', ...words);
    expect([status, text]).toEqual([2, '']);
    expect(err.slice(0, message.length)).toBe(message);
    expect(err.trimEnd()).not.toContain('\n');
  });
});
