import type { SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { describe, expect, test } from '@jest/globals';
import { figuresOf } from './figures.ts';
import { totalsOf, verdictOf } from './verdict.ts';

const service = (name: 'crm' | 'gtd', over: Partial<SystemReport['services'][number]> = {}): SystemReport['services'][number] => ({
  service: name,
  state: 'up',
  silent: 0,
  instances: [],
  outbox: { pending: 0, oldestAgeSeconds: 0 },
  ...over,
});
const report = (over: Partial<SystemReport> = {}): SystemReport => ({
  time: '2026-11-22T10:00:00.000Z',
  services: [service('crm'), service('gtd')],
  web: { up: true, version: '1.2.3', latencyMs: 2 },
  dependencies: [{ name: 'redis', up: true, latencyMs: 1 }],
  consumers: [],
  streams: [],
  breakers: [],
  console: true,
  ...over,
});

describe('the verdict', () => {
  test('is good when nothing is wrong', () => expect(verdictOf(report(), 0)).toEqual({ state: 'up', concerns: [] }));

  test('a service that is gone, or something all of them need, is an outage', () => {
    expect(verdictOf(report({ services: [service('crm', { state: 'down' }), service('gtd')] }), 0)).toEqual({
      state: 'down',
      concerns: [{ kind: 'down', names: ['crm'] }],
    });
    expect(verdictOf(report({ dependencies: [{ name: 'redis', up: false, latencyMs: null }] }), 0).state).toBe('down');
  });

  test('pages that nobody answers are one too', () => {
    const without = report({ web: { up: false, version: null, latencyMs: null }, services: [service('crm', { state: 'down' })] });
    expect(verdictOf(without, 0)).toEqual({ state: 'down', concerns: [{ kind: 'down', names: ['crm', 'web'] }] });
    expect(totalsOf(without)).toMatchObject({ up: 0, services: 2 });
  });

  test.each([
    ['a degraded service', report({ services: [service('crm', { state: 'degraded' })] }), 0, 'degraded'],
    ['a late outbox', report({ services: [service('crm', { outbox: { pending: 1, oldestAgeSeconds: 16 } })] }), 0, 'outbox'],
    ['an open breaker', report({ breakers: [{ name: 'openai.suggest', state: 'open', service: 'ai', instance: 'a' }] }), 0, 'breakers'],
    ['a dead letter', report(), 1, 'deadLetters'],
  ])('%s asks for attention', (_what, given, letters, kind) => {
    const { state, concerns } = verdictOf(given, letters);
    expect([state, concerns.map((one) => one.kind)]).toEqual(['degraded', [kind]]);
  });

  test('a breaker that tries again and an outbox in motion ask for nothing', () => {
    const fine = report({
      services: [service('crm', { outbox: { pending: 40, oldestAgeSeconds: 2 } })],
      breakers: [{ name: 'openai.suggest', state: 'half_open', service: 'ai', instance: 'a' }],
    });
    expect(verdictOf(fine, 0).state).toBe('up');
  });
});

test('totals count what waits on either side of the broker', () => {
  const consumers = [
    { service: 'gtd' as const, stream: 'EVT_CRM', durable: 'a', pending: 3, ackPending: 2, redelivered: 0 },
    { service: 'gtd' as const, stream: 'EVT_CRM', durable: 'b', pending: 1, ackPending: 0, redelivered: 0 },
  ];
  const services = [service('crm', { outbox: { pending: 4, oldestAgeSeconds: 2.5 } }), service('gtd', { state: 'down', outbox: null })];
  expect(totalsOf(report({ consumers, services }))).toEqual({ up: 2, services: 3, waiting: 10, oldestSeconds: 2.5, openBreakers: 0 });
});

describe('figures', () => {
  const { span, size, second, latency } = figuresOf('en', 'Europe/Warsaw');
  test.each([
    [0, '0 secs'],
    [0.4, '0 secs'],
    [59, '59 secs'],
    [61, '1 min 1 sec'],
    [3_600, '1 hr'],
    [93_600, '1 day 2 hrs'],
  ])('%s seconds', (seconds, text) => expect(span(seconds)).toBe(text));

  test.each([
    [0, '0 byte'],
    [2_500, '2.5 kB'],
    [96_400_000, '96 MB'],
  ])('%s bytes', (bytes, text) => expect(size(bytes)).toBe(text));

  test('the second of a reading is the reader’s own', () => {
    expect(second('2026-11-22T10:00:05.000Z')).toBe('11:00:05');
    expect(latency(1.26)).toBe('1.3 ms');
  });

  test('Polish units are Polish', () => {
    const polish = figuresOf('pl', 'Europe/Warsaw');
    expect(polish.span(7_260)).toBe('2 godz. 1 min');
    expect(polish.size(1_500_000)).toBe('1,5 MB');
  });
});
