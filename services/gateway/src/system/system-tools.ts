import { type Clock, monotonicMs } from '@crm-gtd/shared/clock.ts';
import {
  type ErrorTrace,
  type SystemReport,
  type SystemService,
  selfErrorsOf,
  selfStatusOf,
  systemServices,
} from '@crm-gtd/shared/contracts/gateway/system.ts';
import type { Bus } from '@crm-gtd/shared/messaging/bus.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import type { Survey } from '@crm-gtd/shared/service/survey.ts';
import type { Redis } from 'ioredis';
import type { GatewayDb } from '../db.ts';
import { type Dependencies, errorTraces, silentServices, systemReport } from './system.ts';

export type SystemParts = Readonly<{ db: GatewayDb; bus: Bus; redis: Redis; clock: Clock; survey: Survey; console: boolean }>;

export type SystemDesk = Readonly<{
  report(scope: Scope): Promise<SystemReport>;
  /** Filtered in each process by the asker's organization: no other's ever leave it. */
  errors(scope: Scope): Promise<{ items: ErrorTrace[]; silent: SystemService[] }>;
}>;

const dependencyMs = 1_000;
/** Several open pages ask every few seconds; the answer holds nothing of any organization, so they may share it. */
const sharedForMs = 1_000;

const timed = async (work: Promise<unknown>): Promise<{ up: boolean; latencyMs: number | null }> => {
  const started = monotonicMs();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('late')), dependencyMs);
  try {
    await Promise.race([work, late.promise]);
    return { up: true, latencyMs: Math.round((monotonicMs() - started) * 10) / 10 };
  } catch {
    // Down is the answer, not a failure of the question.
    return { up: false, latencyMs: null };
  } finally {
    clearTimeout(timer);
  }
};

const dependenciesOf = async ({ db, bus, redis }: SystemParts): Promise<Dependencies> => {
  const [database, cache] = await Promise.all([timed(db.ping()), timed(redis.ping())]);
  return [
    { name: 'database', ...database },
    { name: 'nats', up: bus.connected(), latencyMs: null },
    { name: 'redis', ...cache },
  ];
};

export const systemDesk = (parts: SystemParts): SystemDesk => {
  const { survey, clock, console } = parts;
  let latest: { atMs: number; report: Promise<SystemReport> } | undefined;
  const read = async (scope: Scope): Promise<SystemReport> => {
    const [asked, dependencies] = await Promise.all([survey(systemServices, selfStatusOf, scope), dependenciesOf(parts)]);
    return systemReport(asked, { now: clock.now(), dependencies, console });
  };
  return {
    report: (scope) => {
      if (latest && monotonicMs() - latest.atMs < sharedForMs) return latest.report;
      const report = read(scope);
      latest = { atMs: monotonicMs(), report };
      report.catch(() => {
        latest = undefined;
      });
      return report;
    },
    errors: async (scope) => {
      const asked = await survey(systemServices, selfErrorsOf, scope);
      return { items: errorTraces(asked), silent: silentServices(asked) };
    },
  };
};
