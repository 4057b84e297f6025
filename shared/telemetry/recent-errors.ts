import { trace } from '@opentelemetry/api';
import { systemClock } from '../clock.ts';
import type { RecentError } from '../contracts/gateway/system.ts';
import { isAppError, kindOf } from '../errors/app-error.ts';

/**
 * The newest faults of this process, for those who have no log search. In memory only and by organization, so that no
 * organization sees another's and a noisy one pushes out only its own. Codes, never messages: those may hold people's words.
 */
const keptPerOrganization = 50;
const keptOrganizations = 500;

const kept = new Map<string, RecentError[]>();

/** What the caller did wrong is his to mend; what we did, or what we need and lack, is ours. */
export const isOwnFault = (error: unknown): boolean => !isAppError(error) || ['internal', 'unavailable'].includes(kindOf(error.code));

const word = /^[A-Za-z][\w.-]{0,59}$/;
/** Codes of drivers and names of classes are words; whatever else stands there may have come from outside. */
const faultOf = (error: unknown): string => {
  const given = typeof error === 'object' && error !== null && 'code' in error ? error.code : error instanceof Error ? error.name : '';
  return typeof given === 'string' && (word.test(given) || /^[0-9A-Z]{5}$/.test(given)) ? given : 'unknown';
};

export type Fault = Pick<RecentError, 'origin' | 'name'> &
  Readonly<{
    organizationId: string | undefined;
    error: unknown;
    /** The active span's unless given. */
    traceId?: string | undefined;
    correlationId?: string | undefined;
  }>;

const listOf = (organizationId: string): RecentError[] => {
  const list = kept.get(organizationId) ?? [];
  // The organization heard of last is kept longest.
  kept.delete(organizationId);
  kept.set(organizationId, list);
  if (kept.size > keptOrganizations) kept.delete(kept.keys().next().value as string);
  return list;
};

/** Without an organization nobody could be shown it: such a fault stands in the log only. */
export const rememberFault = ({ organizationId, error, origin, name, ...about }: Fault): void => {
  if (organizationId === undefined) return;
  const list = listOf(organizationId);
  const traceId = about.traceId ?? trace.getActiveSpan()?.spanContext().traceId ?? null;
  const correlationId = about.correlationId ?? null;
  const time = systemClock.now().toISOString();
  const code = isAppError(error) ? error.code : 'INTERNAL';
  const again = list.findIndex((one) => one.name === name && one.code === code && one.correlationId === correlationId);
  const count = again < 0 ? 1 : (list.splice(again, 1)[0]?.count ?? 0) + 1;
  list.unshift({ time, origin, name, code, fault: faultOf(error), traceId, correlationId, count });
  list.length = Math.min(list.length, keptPerOrganization);
};

/** Newest first. */
export const recentErrorsOf = (organizationId: string): readonly RecentError[] => kept.get(organizationId) ?? [];
