import type { RecentError, SelfStatus } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { describe, expect, test } from '@jest/globals';
import { errorTraces, silentServices, systemReport } from './system.ts';

const status = (over: Partial<SelfStatus> = {}): SelfStatus => ({
  instance: 'a',
  version: '1.2.3',
  node: 'v24.0.0',
  uptimeSeconds: 60,
  memoryBytes: 100_000_000,
  ready: true,
  checks: { database: true },
  outbox: { pending: 0, oldestAgeSeconds: 0 },
  consumers: [],
  streams: [],
  breakers: [],
  ...over,
});
const around = {
  now: new Date('2026-11-22T10:00:00Z'),
  web: { up: true, version: '1.2.3', latencyMs: 1 },
  dependencies: [],
  console: false,
};
const report = (...asked: Parameters<typeof systemReport>[0]) => systemReport(asked, around);
const of = (service: string, answer: SelfStatus | undefined, instance = 'a') => ({ service, instance, answer });

describe('the report', () => {
  test('shows a service that nobody answers for as down', () => {
    const { services } = report(of('crm', status()));
    expect(services.map(({ service, state }) => `${service} ${state}`)).toEqual([
      'gateway down',
      'crm up',
      'gtd down',
      'ai down',
      'voice down',
      'billing down',
    ]);
  });

  test.each([
    ['one of two is silent', [of('crm', status()), of('crm', undefined, 'b')], 'degraded', 1],
    ['one is not ready', [of('crm', status({ ready: false }))], 'degraded', 0],
    ['all are silent', [of('crm', undefined)], 'down', 1],
    ['all are ready', [of('crm', status()), of('crm', status({ instance: 'b' }), 'b')], 'up', 0],
  ])('a service where %s', (_title, asked, state, silent) => {
    expect(report(...asked).services.find(({ service }) => service === 'crm')).toMatchObject({ state, silent });
  });

  test('tells a durable that two replicas share once, the furthest behind first', () => {
    const lag = (durable: string, pending: number) => ({
      service: 'gtd' as const,
      stream: 'EVT_CRM',
      durable,
      pending,
      ackPending: 0,
      redelivered: 0,
    });
    const both = status({ consumers: [lag('gtd-a', 1), lag('gtd-b', 7)] });
    const { consumers } = report(of('gtd', both), of('gtd', both, 'b'));
    expect(consumers.map(({ durable, pending }) => [durable, pending])).toEqual([
      ['gtd-b', 7],
      ['gtd-a', 1],
    ]);
  });

  test('keeps the breakers of each process apart', () => {
    const { breakers } = report(
      of('ai', status({ breakers: [{ name: 'openai.suggest', state: 'open' }] })),
      of('ai', status({ breakers: [{ name: 'openai.suggest', state: 'closed' }] }), 'b'),
    );
    expect(breakers.map(({ instance, state }) => [instance, state])).toEqual([
      ['a', 'open'],
      ['b', 'closed'],
    ]);
  });
});

describe('errors by trace', () => {
  const error = (over: Partial<RecentError>): RecentError => ({
    time: '2026-11-22T10:00:00.000Z',
    origin: 'call',
    name: 'v1.crm.deals.win',
    code: 'INTERNAL',
    fault: 'TypeError',
    traceId: null,
    correlationId: null,
    count: 1,
    ...over,
  });
  const told = (service: string, ...items: RecentError[]) => ({ service, instance: 'a', answer: { items } });

  test('one fault that two processes saw is one entry', () => {
    const traces = errorTraces([
      told('crm', error({ correlationId: 'c1', traceId: 't1' })),
      told('gateway', error({ correlationId: 'c1', origin: 'http', time: '2026-11-22T10:00:01.000Z' })),
    ]);
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({ traceId: 't1', correlationId: 'c1', time: '2026-11-22T10:00:01.000Z' });
    expect(traces[0]?.errors.map(({ service }) => service)).toEqual(['gateway', 'crm']);
  });

  test('faults without any id stay apart; the newest come first; the list is bounded', () => {
    const many = Array.from({ length: 60 }, (_, at) => error({ time: `2026-11-22T10:00:${String(at % 60).padStart(2, '0')}.000Z` }));
    const traces = errorTraces([told('crm', ...many)], 50);
    expect(traces).toHaveLength(50);
    expect(traces[0]?.time).toBe('2026-11-22T10:00:59.000Z');
  });

  test('who did not answer is named', () => {
    const asked = [told('crm'), { service: 'gtd', instance: 'a', answer: undefined }];
    expect(silentServices(asked)).toEqual(['gateway', 'gtd', 'ai', 'voice', 'billing']);
  });
});
