/**
 * The real clients that the slow tests drive: installed where they are missing, once, before the first slow test. Only on
 * a Debian system and as root, as in a container of a CI; anywhere else the tests that miss a program say which.
 */
import { spawnSync } from 'node:child_process';

/** A program that slow tests call: how to see that it is there, and what brings it. */
interface Tool {
  readonly name: string;
  readonly probe: readonly [command: string, ...parameters: string[]];
  /** Debian's package. */
  readonly package: string;
  /** PyPI's package, tried first: the Python that the tests call may not be Debian's. */
  readonly pip?: string;
}

const TOOLS: readonly Tool[] = [
  { name: 'the AWS CLI', probe: ['aws', '--version'], package: 'awscli' },
  { name: 'boto3', probe: ['python3', '-c', 'import boto3'], package: 'python3-boto3', pip: 'boto3' },
  { name: 's3cmd', probe: ['s3cmd', '--version'], package: 's3cmd' },
  { name: 'OpenSSL', probe: ['openssl', 'version'], package: 'openssl' },
  { name: 'Chromium', probe: ['chromium', '--version'], package: 'chromium' },
];

const works = ([command, ...parameters]: readonly [string, ...string[]]): boolean =>
  spawnSync(command, parameters, { stdio: 'ignore' }).status === 0;

const isThere = (tool: Tool): boolean => works(tool.probe);

/** Installs what is missing and can be; tells what is missing still. */
export default function setup(): void {
  for (const tool of TOOLS)
    if (tool.pip && !isThere(tool)) works(['python3', '-m', 'pip', 'install', '--quiet', tool.pip]);
  const missing = TOOLS.filter((tool) => !isThere(tool));
  if (missing.length > 0) installPackages(missing.map((tool) => tool.package));
  const absent = missing.filter((tool) => !isThere(tool));
  if (absent.length === 0) return;
  const names = absent.map((tool) => tool.name).join(', ');
  console.warn(
    `Slow tests need ${names}. Install: sudo apt-get install ${absent.map((tool) => tool.package).join(' ')}`,
  );
}

function installPackages(packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !works(['apt-get', '--version'])) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...words: readonly string[]) => spawnSync('apt-get', ['-qq', ...words], { stdio: 'ignore', env });
  apt('update');
  apt('install', '-y', '--no-install-recommends', ...packages);
}
