/** `npm run bench`: what a step costs, what the raw cipher costs, and whether either grows with the world. */
import { writeFileSync } from 'node:fs';
import Table from 'cli-table3';
import { nobleCipher } from '../../model/crypto/cipher.ts';
import { VERSION } from '../runner/version.ts';
import { lastResult, type Measurement, measure, type Subject } from './measure.ts';
import { Bench } from './worlds.ts';

const FILE = 'bench.json';
const FEW = 10;
const MANY = 100_000;

/** A measured ratio (or time) and what the design asks of it. */
interface Ratio {
  readonly name: string;
  readonly value: number;
  readonly atMost: number;
}

const PLAINTEXTS = [32, 4096] as const;

/** The raw cipher on the bytes that Encrypt has to seal. */
function rawCipher(bytes: number): Subject {
  const [key, nonce, plaintext, data] = [32, 12, bytes, 100].map((length) => new Uint8Array(length).fill(7)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  return { name: `raw AES-256-GCM, ${bytes} bytes`, once: () => nobleCipher.seal(key, nonce, plaintext, data) };
}

/** The calls whose cost is promised, in a small world. */
function stepSubjects(): readonly Subject[] {
  const bench = new Bench();
  const KeyId = bench.makeKey();
  for (let n = 1; n < FEW; n++) bench.makeKey();
  bench.makeObjects('keystate-bench', FEW);
  const instance = bench.makeStoppedInstance(KeyId);
  const seal = PLAINTEXTS.flatMap((bytes) => {
    const Plaintext = new Uint8Array(bytes).fill(7);
    const { CiphertextBlob } = bench.make('kms', 'Encrypt', { KeyId, Plaintext });
    return [
      { name: `Encrypt, ${bytes} bytes`, once: bench.again('kms', 'Encrypt', { KeyId, Plaintext }) },
      { name: `Decrypt, ${bytes} bytes`, once: bench.again('kms', 'Decrypt', { CiphertextBlob }) },
    ];
  });
  const object = { Bucket: 'keystate-bench', Key: 'new', Body: new Uint8Array(1024).fill(7) };
  const underKey = { ...object, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: KeyId };
  return [
    { name: 'DescribeKey', once: bench.again('kms', 'DescribeKey', { KeyId }) },
    ...seal,
    { name: 'PutObject, 1 KiB, SSE-KMS', once: bench.again('s3', 'PutObject', underKey) },
    { name: 'StartInstances', once: bench.again('ec2', 'StartInstances', { InstanceIds: [instance] }) },
  ];
}

/** The same calls in worlds with few and with very many keys and objects. */
function growthSubjects(count: number): readonly Subject[] {
  const bench = new Bench();
  const KeyId = bench.makeKey();
  for (let n = 1; n < count; n++) bench.makeKey();
  bench.makeObjects('keystate-bench', count);
  const middle = { Bucket: 'keystate-bench', Key: `object-${Math.trunc(count / 2)}` };
  const name = (operation: string) => `${operation}, ${count} keys and objects`;
  return [
    { name: name('DescribeKey'), once: bench.again('kms', 'DescribeKey', { KeyId }) },
    { name: name('DisableKey'), once: bench.again('kms', 'DisableKey', { KeyId }) },
    { name: name('HeadObject'), once: bench.again('s3', 'HeadObject', middle) },
    { name: name('PutObject'), once: bench.again('s3', 'PutObject', { ...middle, Body: new Uint8Array(1) }) },
  ];
}

function ratiosOf(steps: readonly Measurement[], raw: readonly Measurement[], growth: readonly Measurement[]): Ratio[] {
  const sealing = PLAINTEXTS.flatMap((bytes, index) =>
    ['Encrypt', 'Decrypt'].map((operation) => ({
      name: `${operation} to the raw cipher, ${bytes} bytes`,
      value: usOf(steps, `${operation}, ${bytes} bytes`) / (raw[index]?.medianUs ?? Number.NaN),
      atMost: 1.5,
    })),
  );
  const controlPlane = { name: 'DescribeKey, µs', value: usOf(steps, 'DescribeKey'), atMost: 10 };
  const half = growth.length / 2;
  const growing = growth.slice(0, half).map((few, index) => ({
    name: `${few.name.split(',')[0]} from ${FEW} to ${MANY} keys and objects`,
    value: (growth[index + half]?.medianUs ?? Number.NaN) / few.medianUs,
    atMost: 1.3,
  }));
  return [controlPlane, ...sealing, ...growing];
}

const usOf = (measured: readonly Measurement[], name: string): number =>
  measured.find((one) => one.name === name)?.medianUs ?? Number.NaN;

function print(measured: readonly Measurement[], ratios: readonly Ratio[]): void {
  const table = new Table({
    head: ['call', 'median µs'],
    colAligns: ['left', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, medianUs } of measured) table.push([name, medianUs.toFixed(1)]);
  const compared = new Table({
    head: ['ratio', 'is', 'at most'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, value, atMost } of ratios) compared.push([name, value.toFixed(2), atMost.toFixed(2)]);
  process.stdout.write(`${table}\n${compared}\n`);
}

function main(): void {
  process.stderr.write('measuring steps and the raw cipher...\n');
  const both = measure([...stepSubjects(), ...PLAINTEXTS.map(rawCipher)]);
  const steps = both.slice(0, -PLAINTEXTS.length);
  const raw = both.slice(-PLAINTEXTS.length);
  process.stderr.write(`making ${MANY} keys and objects...\n`);
  const growth = measure([...growthSubjects(FEW), ...growthSubjects(MANY)]);
  const ratios = ratiosOf(steps, raw, growth);
  print([...both, ...growth], ratios);
  const { node } = process.versions;
  writeFileSync(
    FILE,
    `${JSON.stringify({ version: VERSION, node, measured: [...both, ...growth], ratios }, null, 2)}\n`,
  );
  process.stderr.write(`written to ${FILE}\n`);
  if (lastResult() === undefined) throw new Error('nothing was measured');
}

main();
