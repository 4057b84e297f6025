import type { SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';

/** From here on an event waits longer than the relay ever needs when all is well. */
const outboxLateSeconds = 15;

export type Concern = Readonly<
  | { kind: 'down' | 'degraded' | 'unreachable'; names: readonly string[] }
  | { kind: 'breakers' | 'deadLetters'; count: number }
  | { kind: 'outbox'; names: readonly string[]; seconds: number }
>;

export type Verdict = Readonly<{ state: 'up' | 'degraded' | 'down'; concerns: readonly Concern[] }>;

const named = (kind: 'down' | 'degraded' | 'unreachable', names: readonly string[]): Concern[] =>
  names.length > 0 ? [{ kind, names }] : [];
const counted = (kind: 'breakers' | 'deadLetters', count: number): Concern[] => (count > 0 ? [{ kind, count }] : []);

const lateOutboxes = ({ services }: SystemReport): Concern[] => {
  const late = services.filter(({ outbox }) => outbox && outbox.oldestAgeSeconds > outboxLateSeconds);
  const seconds = Math.max(0, ...late.map(({ outbox }) => outbox?.oldestAgeSeconds ?? 0));
  return late.length > 0 ? [{ kind: 'outbox', names: late.map(({ service }) => service), seconds }] : [];
};

/** What a reader has to know first: is it running, and if not wholly, what is wrong. */
export const verdictOf = (report: SystemReport, deadLetters: number): Verdict => {
  const at = (state: 'down' | 'degraded'): string[] => report.services.filter((one) => one.state === state).map(({ service }) => service);
  const down = [...at('down'), ...(report.web.up ? [] : ['web'])];
  const unreachable = report.dependencies.filter(({ up }) => !up).map(({ name }) => name);
  const concerns = [
    ...named('unreachable', unreachable),
    ...named('down', down),
    ...named('degraded', at('degraded')),
    ...lateOutboxes(report),
    ...counted('breakers', report.breakers.filter(({ state }) => state === 'open').length),
    ...counted('deadLetters', deadLetters),
  ];
  if (unreachable.length > 0 || down.length > 0) return { state: 'down', concerns };
  return { state: concerns.length > 0 ? 'degraded' : 'up', concerns };
};

export type Totals = Readonly<{ up: number; services: number; waiting: number; oldestSeconds: number; openBreakers: number }>;

export const totalsOf = ({ services, web, consumers, breakers }: SystemReport): Totals => ({
  up: services.filter(({ state }) => state === 'up').length + (web.up ? 1 : 0),
  services: services.length + 1,
  waiting:
    consumers.reduce((sum, { pending, ackPending }) => sum + pending + ackPending, 0) +
    services.reduce((sum, { outbox }) => sum + (outbox?.pending ?? 0), 0),
  oldestSeconds: Math.max(0, ...services.map(({ outbox }) => outbox?.oldestAgeSeconds ?? 0)),
  openBreakers: breakers.filter(({ state }) => state === 'open').length,
});
