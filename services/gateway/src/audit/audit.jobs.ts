import { addDays, type Clock } from '@crm-gtd/shared/clock.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import { logger } from '@crm-gtd/shared/telemetry/logger.ts';
import { counter } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { GatewayDb } from '../db.ts';
import { allChains, type ChainFault, ensurePartition, tailHolds, verifyChain } from './audit.store.ts';
import { monthOf } from './event-record.ts';

const chainFaults = counter('audit_chain_faults_total');
const hour = 3_600_000;
const stretch = 5_000;

/** Months ahead exist long before their first event, so that no event ever waits for a lock on the whole log. */
export const partitionsJob = (db: GatewayDb, clock: Clock): Job => ({
  name: 'audit-partitions',
  everyMs: 12 * hour,
  run: async () => {
    for (const days of [0, 31, 62]) await db.withoutTenant((tx) => ensurePartition(tx, monthOf(addDays(clock.now(), days))));
  },
});

export const verifyOrganization = async (db: GatewayDb, organizationId: string, signal?: AbortSignal): Promise<number> => {
  const id = newId();
  const scope = serviceScope({ service: 'gateway', organizationId, correlationId: id, causationId: id });
  const report = (fault: ChainFault['fault'], position: number | 'head'): void => {
    chainFaults.inc({ fault });
    logger.error('audit.chain_broken', { organization_id: organizationId, position, fault });
  };
  let found = 0;
  for (let from: number | undefined = 1; from !== undefined && !signal?.aborted; ) {
    const start: number = from;
    const { faults, next } = await db.withTenant(scope, (tx) => verifyChain(tx, start, stretch));
    for (const { position, fault } of faults) report(fault, position);
    found += faults.length;
    from = next;
  }
  if (await db.withTenant(scope, tailHolds)) return found;
  report('missing', 'head');
  return found + 1;
};

/** Every night: a log that nobody checks proves nothing. */
export const verifyJob = (db: GatewayDb): Job => ({
  name: 'audit-verify',
  everyMs: 24 * hour,
  run: async (signal) => {
    for (const chain of await db.withoutTenant(allChains)) {
      if (signal.aborted) return;
      await verifyOrganization(db, chain, signal);
    }
  },
});
