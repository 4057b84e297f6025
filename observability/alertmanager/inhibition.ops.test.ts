import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { requireProgram } from '../../shared/local-servers/find-program.ts';
import { freePort } from '../../shared/local-servers/ports.ts';
import { type StartedServer, startServer } from '../../shared/local-servers/server-process.ts';
import { waitFor } from '../../shared/testing/wait-for.ts';
import { inheritedEnvironment } from '../../tools/run/config.ts';

type Notice = Readonly<{ path: string; names: readonly string[] }>;

const notices: Notice[] = [];
const folder = mkdtempSync(join(tmpdir(), 'crm-gtd-alertmanager-'));
let receiver: Server;
let alertmanager: StartedServer;
let base: string;

const heard = (path: string): string[] => notices.filter((notice) => notice.path === path).flatMap(({ names }) => names);

beforeAll(async () => {
  receiver = createServer((request, response) => {
    json(request).then(
      (body) => {
        const { alerts } = body as { alerts: { labels: { alertname: string } }[] };
        notices.push({ path: request.url ?? '', names: alerts.map(({ labels }) => labels.alertname) });
        response.end();
      },
      () => response.writeHead(400).end(),
    );
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  const port = await freePort();
  base = `http://127.0.0.1:${port}/api/v2`;
  // The script the container starts with, and a real Alertmanager behind it.
  alertmanager = await startServer({
    name: 'Alertmanager',
    program: '/bin/sh',
    args: [
      join(import.meta.dirname, 'start.sh'),
      join(import.meta.dirname, 'alertmanager.yaml'),
      join(folder, 'rendered.yaml'),
      requireProgram('prometheus-alertmanager'),
      `--config.file=${join(folder, 'rendered.yaml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    dataDir: folder,
    port,
    logFile: join(folder, 'alertmanager.log'),
    env: {
      ...inheritedEnvironment(),
      ALERT_PAGE_WEBHOOK_URL: `${hook}/page`,
      ALERT_TICKET_WEBHOOK_URL: `${hook}/ticket`,
      ALERT_WATCHDOG_URL: `${hook}/watchdog`,
    },
    mark: folder,
    stopSignal: 'SIGTERM',
    isReady: () =>
      fetch(`${base}/status`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
});

afterAll(async () => {
  await alertmanager?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
  rmSync(folder, { recursive: true, force: true });
});

const raise = async (...labels: Readonly<Record<string, string>>[]): Promise<void> => {
  const response = await fetch(`${base}/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(labels.map((one) => ({ labels: one }))),
  });
  expect(response.status).toBe(200);
};

type Status = Readonly<{ labels: Readonly<Record<string, string>>; status: Readonly<{ state: string; inhibitedBy: readonly string[] }> }>;
const inhibited = async (): Promise<string[]> =>
  ((await (await fetch(`${base}/alerts`)).json()) as Status[])
    .filter(({ status }) => status.inhibitedBy.length > 0)
    .map(({ labels }) => `${labels['alertname']} ${labels['severity']}`)
    .sort();

test('one cause is one alarm: what follows from a dead database is held back, the watchdog goes its own way', async () => {
  await raise(
    { alertname: 'PostgresDown', severity: 'page', job: 'postgres' },
    { alertname: 'OutboxStuck', severity: 'page', service_schema: 'crm' },
    { alertname: 'ApiErrorBudgetBurn', severity: 'page', slo: 'api-availability', window: '1h' },
    { alertname: 'ApiErrorBudgetBurn', severity: 'ticket', slo: 'api-availability', window: '1d' },
    { alertname: 'ServiceDown', severity: 'page', service: 'crm' },
    { alertname: 'TargetDown', severity: 'ticket', service: 'crm' },
    { alertname: 'TargetDown', severity: 'ticket', service: 'redis' },
    { alertname: 'CertificateEndsSoon', severity: 'ticket', instance: 'x' },
    { alertname: 'Watchdog', severity: 'watchdog' },
  );
  await waitFor('the watchdog', () => heard('/watchdog').includes('Watchdog'));
  await waitFor('the page', () => heard('/page').includes('PostgresDown') && heard('/page').includes('ServiceDown'));
  expect(await inhibited()).toEqual(['ApiErrorBudgetBurn page', 'ApiErrorBudgetBurn ticket', 'OutboxStuck page', 'TargetDown ticket']);
  expect(heard('/page').sort()).toEqual(['PostgresDown', 'ServiceDown']);
  await waitFor('the tickets', () => heard('/ticket').includes('CertificateEndsSoon') && heard('/ticket').includes('TargetDown'));
  expect(heard('/ticket').sort()).toEqual(['CertificateEndsSoon', 'TargetDown']);
});
