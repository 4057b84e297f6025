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
import { type Dependencies, errorTraces, silentServices, systemReport, type Web } from './system.ts';
import type { WebHealth } from './web-health.client.ts';

export type SystemParts = Readonly<{
  db: GatewayDb;
  bus: Bus;
  redis: Redis;
  clock: Clock;
  survey: Survey;
  web: WebHealth;
  console: boolean;
}>;

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

const webOf = async ({ web }: SystemParts): Promise<Web> => {
  let version: string | null = null;
  const answered = web().then((told) => {
    version = told.version;
  });
  return { ...(await timed(answered)), version };
};

export const systemDesk = (parts: SystemParts): SystemDesk => {
  const { survey, clock, console } = parts;
  let latest: { atMs: number; report: Promise<SystemReport> } | undefined;
  const read = async (scope: Scope): Promise<SystemReport> => {
    const [asked, web, dependencies] = await Promise.all([
      survey(systemServices, selfStatusOf, scope),
      webOf(parts),
      dependenciesOf(parts),
    ]);
    return systemReport(asked, { now: clock.now(), web, dependencies, console });
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
