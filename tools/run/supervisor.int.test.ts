import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { freePort, isPortTaken } from '../../shared/local-servers/ports.ts';
import { commandLine } from '../../shared/local-servers/server-process.ts';
import { slowness } from '../../shared/testing/slowness.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { untilReady } from './ready.ts';
import type { ProcessSpec } from './service-table.ts';
import { logTail, stopLeftProcesses, supervise } from './supervisor.ts';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'supervisor-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a killed process is started again, and stopping ends it within its drain time', async () => {
  const spec = await service("process.on('SIGTERM', () => process.exit(0));");
  await using supervisor = supervise([spec], { dataDir });
  await untilReady(spec, supervisor, dataDir);
  const first = supervisor.pid(spec.name) as number;
  process.kill(first, 'SIGKILL');
  await waitFor('the end to be seen', () => supervisor.failures(spec.name) === 1);
  await untilReady(spec, supervisor, dataDir);
  expect(supervisor.pid(spec.name)).not.toBe(first);
  await supervisor.stop();
  expect(await isPortTaken(portOf(spec))).toBe(false);
});

test('a process that ignores the request to drain is killed', async () => {
  const spec = await service("process.on('SIGTERM', () => undefined);");
  const supervisor = supervise([spec], { dataDir });
  await untilReady(spec, supervisor, dataDir);
  const asked = performance.now();
  await supervisor.stop();
  expect(performance.now() - asked).toBeLessThan(7_000 * slowness());
  expect(await isPortTaken(portOf(spec))).toBe(false);
});

test('a process gets the environment of its table and no more, and writes its output to its log', async () => {
  const spec = await service(
    "console.log(JSON.stringify(Object.keys(process.env).filter((name) => name !== 'PWD' && name !== '_').sort()));",
  );
  await using supervisor = supervise([spec], { dataDir });
  await untilReady(spec, supervisor, dataDir);
  expect(JSON.parse(logTail(dataDir, spec.name))).toEqual(['PORT', 'SECRET']);
});

test('a process that cannot start is reported with the end of its log', async () => {
  const spec = await service("console.error('the reason'); process.exit(78);");
  await using supervisor = supervise([spec], { dataDir });
  await expect(untilReady(spec, supervisor, dataDir)).rejects.toMatchObject({
    message: 'thing ended 3 times while starting',
    details: expect.stringContaining('the reason'),
  });
});

test('processes left by a killed run are ended by the next one; a stranger with the same pid is not', async () => {
  const spec = await service('');
  const supervisor = supervise([spec], { dataDir });
  await untilReady(spec, supervisor, dataDir);
  const pid = supervisor.pid(spec.name) as number;
  writeFileSync(join(dataDir, 'run', 'stranger.json'), JSON.stringify({ pid: process.pid, mark: 'services/stranger/src/main.ts' }));
  expect(JSON.parse(readFileSync(join(dataDir, 'run', `${spec.name}.json`), 'utf8'))).toMatchObject({ pid });
  const stopped = stopLeftProcesses(dataDir, [spec.name, 'stranger']);
  const ended = supervisor.stop();
  expect(await stopped).toEqual([spec.name]);
  await ended;
  expect(commandLine(pid)).toBe('');
});

async function service(code: string): Promise<ProcessSpec> {
  const port = await freePort();
  const script = join(dataDir, 'main.mjs');
  const listen = `require('node:http').createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;
  writeFileSync(
    script,
    `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n${code}\n${listen}`,
  );
  return {
    name: 'thing',
    command: [process.execPath, script],
    cwd: dataDir,
    env: { PORT: String(port), SECRET: 'x' },
    readyUrl: `http://127.0.0.1:${port}/`,
    mark: script,
  };
}

function portOf(spec: ProcessSpec): number {
  return Number(new URL(spec.readyUrl).port);
}
