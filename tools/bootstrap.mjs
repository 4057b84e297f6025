import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Brings this checkout to the point where TypeScript can take over: Node 24 and the packages of package-lock.json.
 * Plain JavaScript without imports of packages, since neither may be there yet; runs on Node 20 and newer.
 */
const ROOT = join(import.meta.dirname, '..');
const NODE_VERSION = '24.21.0';
const OLDEST_MAJOR = 24;

/** `command` is a script of this checkout, which options of Node may precede. */
export async function runUnderCurrentNode(command, args) {
  if (process.platform === 'win32') fail('Windows is not supported directly: use WSL 2.');
  const node = await currentNode();
  process.env.PATH = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  if (!packagesAreCurrent()) {
    await step('Packages (npm ci)', 'npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']);
  }
  process.exitCode = await handOver(node, [...command.slice(0, -1), join(ROOT, command.at(-1)), ...args]);
}

async function currentNode() {
  if (major(process.versions.node) >= OLDEST_MAJOR) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const node = join(ROOT, '.toolchain/node_modules', name, 'bin/node');
  if (!existsSync(node) || major(versionOf(node)) < OLDEST_MAJOR) {
    const args = [
      'install',
      '--prefix',
      join(ROOT, '.toolchain'),
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      `${name}@${NODE_VERSION}`,
    ];
    await step(`Node ${NODE_VERSION} beside the Node ${process.versions.node} of this machine`, 'npm', args);
  }
  return node;
}

function versionOf(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return (stdout ?? '').replace('v', '');
}

function major(version) {
  return Number.parseInt(version, 10) || 0;
}

/** Compares what npm says it installed with the lock file: times of files say nothing after a git checkout. */
function packagesAreCurrent() {
  const wanted = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.link ||
      entry.optional ||
      entry.extraneous ||
      entry.version === undefined ||
      isWorkspace(path) ||
      installed[path]?.version === entry.version,
  );
}

function isWorkspace(path) {
  return !path.includes('node_modules/');
}

function packagesOf(path) {
  const file = join(ROOT, path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {};
}

async function step(title, command, args) {
  const started = performance.now();
  const seconds = () => `${Math.round((performance.now() - started) / 1000)} s`;
  const line = (text) => (process.stdout.isTTY ? process.stdout.write(`\r\x1b[K${text}`) : undefined);
  if (!process.stdout.isTTY) console.log(`… ${title}`);
  line(`… ${title}`);
  const ticker = setInterval(() => line(`… ${title}  ${seconds()}`), 1_000);
  const { code, output } = await run(command, args);
  clearInterval(ticker);
  line('');
  if (code !== 0) fail(`${title} failed after ${seconds()}:\n${gist(output)}`);
  console.log(`✔ ${title}  ${seconds()}`);
}

/** npm says what is wrong first, then prints its manual. */
function gist(output) {
  const lines = output.split('\n').filter((line) => !line.startsWith('npm warn'));
  return lines.length <= 25 ? lines.join('\n') : [...lines.slice(0, 20), '…', ...lines.slice(-4)].join('\n');
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ code: 1, output: `${output}\n${error.message}` }));
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Stays until the child has cleaned up. The terminal's Ctrl-C reaches both, and the child takes a repeated signal for one.
 * A kill of `npm start` ends npm and its shell without a word to us: that our parent is gone is the only sign of it.
 */
function handOver(node, args) {
  return new Promise((resolve) => {
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], { cwd: ROOT, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 500);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      resolve(code ?? (signal === null ? 1 : 130));
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
