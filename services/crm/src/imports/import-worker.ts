import type { Clock } from '@crm-gtd/shared/clock.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import { errorFields, type Logger } from '@crm-gtd/shared/telemetry/logger.ts';
import type { BatchesStore } from './batches.store.ts';
import { batchSize, giveUp, stoppedByPlan } from './import.ts';
import { batchesOf, unpack } from './import-file.ts';
import { countRows } from './import-metrics.ts';
import type { Claim, ImportWorkStore } from './import-work.store.ts';
import type { ImportsStore } from './imports.store.ts';
import type { PlanAccess } from './plan-access.ts';
import type { UndoStore } from './undo.store.ts';

export type ImportWorkerParts = Readonly<{
  imports: Pick<ImportsStore, 'file'>;
  work: ImportWorkStore;
  batches: BatchesStore;
  undo: UndoStore;
  access: PlanAccess;
  clock: Clock;
  logger: Logger;
}>;

export type ImportWorkers = Readonly<{
  jobs: readonly Job[];
  /** Somebody started a run or an undo: begin at once. */
  wake(): void;
}>;

/** Imports one process works on side by side; each holds one file's text. More wait their turn, or for another replica. */
const workers = 2;

/**
 * Runs and undoes imports, of any organization, batch by batch. All a worker knows is in the database: killed at any moment,
 * another goes on at the checkpoint as soon as the lease has run out.
 */
export function importWorkers(parts: ImportWorkerParts): ImportWorkers {
  const wakes: (() => void)[] = [];
  const jobs = Array.from({ length: workers }, (_, index) => ({
    name: `crm-imports-${index + 1}`,
    everyMs: 2_000,
    wake: (run: () => void) => void wakes.push(run),
    run: (signal: AbortSignal) => workOff(parts, signal),
  }));
  return {
    jobs,
    wake: () => {
      for (const wake of wakes) wake();
    },
  };
}

async function workOff(parts: ImportWorkerParts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const claim = await nextClaim(parts.work);
    if (claim === undefined) return;
    await workOn(parts, claim, signal);
  }
}

async function nextClaim(work: ImportWorkStore): Promise<Claim | undefined> {
  for (const waiting of await work.waiting()) {
    const claim = await work.claim(waiting, newId());
    if (claim !== undefined) return claim;
  }
  return undefined;
}

async function workOn(parts: ImportWorkerParts, claim: Claim, signal: AbortSignal): Promise<void> {
  const { logger, clock, work } = parts;
  const about = { import_id: claim.state.id, organization_id: claim.scope.organizationId };
  try {
    await (claim.state.status === 'running' ? runRows(parts, claim, signal) : undoChanges(parts, claim, signal));
    await work.release(claim);
  } catch (error) {
    logger.error('import.batch_failed', { ...about, ...errorFields(error) });
    await work.failed(claim, (state) => giveUp(state, isAppError(error) ? error.code : 'INTERNAL', clock.now()));
  }
}

async function runRows({ imports, work, batches, access, clock }: ImportWorkerParts, claim: Claim, signal: AbortSignal): Promise<void> {
  const text = await unpack(await imports.file(claim.scope, claim.state.id));
  let before = claim.state;
  for await (const rows of batchesOf(text, claim.state, batchSize)) {
    if (signal.aborted) return;
    if ((await access(claim.scope)) === 'readOnly') return work.stop(claim, (held) => giveUp(held, stoppedByPlan, clock.now()));
    const state = await batches.commit(claim, rows, clock.now());
    if (state === undefined) return;
    countRows(before.counts, state.counts);
    before = state;
  }
}

async function undoChanges({ undo, clock }: ImportWorkerParts, claim: Claim, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const state = await undo.commit(claim, clock.now());
    if (state === undefined || state.status === 'undone') return;
  }
}
