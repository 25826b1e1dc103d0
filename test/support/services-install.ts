import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that tests run, and the Debian and Ubuntu packages that hold them (the first that the machine's sources know). */
const packagesOf = {
  'redis-server': ['redis-server'],
  java: ['openjdk-17-jre-headless', 'openjdk-21-jre-headless', 'default-jre-headless'],
  mvn: ['maven'],
  'docker-compose': ['docker-compose'],
  chromium: ['chromium'],
  soffice: ['libreoffice-writer-nogui'],
  pdftotext: ['poppler-utils'],
} as const;
/** What a program needs beside its own package. */
const morePackages: Readonly<Partial<Record<Tool, readonly string[]>>> = { soffice: ['libreoffice-calc-nogui'] };

export type Tool = keyof typeof packagesOf;

/**
 * Makes sure that the programs are there: installs them where it may (root on Debian or Ubuntu), saying so on standard
 * error; elsewhere throws an error that names the one command to run.
 */
export function requireTools(tools: readonly Tool[]): void {
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length === 0) return;
  const apt = isThere('apt-get');
  if (!apt || process.getuid?.() !== 0)
    throw new Error(`${missing.join(', ')} not found. ${howToInstall(missing, apt)}`);
  process.stderr.write(`Tests need ${missing.join(', ')}: installing by apt-get.\n`);
  // 300 s: another test run may be installing at this moment.
  const aptGet = (...args: string[]) =>
    execFileSync('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', process.stderr, process.stderr],
      // RUNLEVEL=1: the package must not start a server of its own on the usual port.
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    });
  aptGet('update');
  aptGet('install', '-y', '--no-install-recommends', ...missing.flatMap(packagesFor));
  const still = missing.filter((tool) => !isThere(tool));
  if (still.length > 0) throw new Error(`${still.join(', ')} not found, though its package is installed`);
}

/** The Java runtime that is on the PATH or named by JAVA_HOME. */
export function javaCommand(): string {
  const home = process.env['JAVA_HOME'];
  const command = home === undefined ? undefined : join(home, 'bin', 'java');
  return command !== undefined && existsSync(command) ? command : 'java';
}

function isThere(program: string): boolean {
  if (program === 'java') return hasJava17();
  return (process.env['PATH'] ?? '').split(delimiter).some((dir) => {
    try {
      accessSync(join(dir, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Kafka 4's broker needs Java 17. */
function hasJava17(): boolean {
  const { stderr } = spawnSync(javaCommand(), ['-version'], { encoding: 'utf8' });
  return Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0) >= 17;
}

const packagesFor = (tool: Tool): string[] => [packageOf(tool), ...(morePackages[tool] ?? [])];

function packageOf(tool: Tool): string {
  const known = packagesOf[tool].find((name) => spawnSync('apt-cache', ['show', name]).stdout?.length > 0);
  return known ?? packagesOf[tool][0];
}

const ofServers: ReadonlySet<Tool> = new Set<Tool>(['redis-server', 'java', 'mvn']);

function howToInstall(missing: readonly Tool[], apt: boolean): string {
  const debian = missing.flatMap((tool) => [packagesOf[tool][0], ...(morePackages[tool] ?? [])]).join(' ');
  const brew = missing.map((tool) => formulas[tool]).join(' ');
  const command = apt ? `sudo apt-get install -y --no-install-recommends ${debian}` : `brew install ${brew}`;
  const servers = missing.some((tool) => !ofServers.has(tool))
    ? ''
    : ' (or give KAFKA_BROKERS and REDIS_URL of running servers)';
  return `Install and start again: ${command}${servers}`;
}

const formulas: Readonly<Record<Tool, string>> = {
  'redis-server': 'redis',
  java: 'openjdk@17',
  mvn: 'maven',
  'docker-compose': 'docker-compose',
  chromium: 'chromium',
  soffice: '--cask libreoffice',
  pdftotext: 'poppler',
};
