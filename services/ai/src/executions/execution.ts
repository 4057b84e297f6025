import { type Execution, executionFinished } from '@crm-gtd/shared/contracts/ai/suggestions.ts';
import type { Decision } from '@crm-gtd/shared/contracts/define.ts';

export type ExecutionState = Readonly<Execution>;

/** One run of a rule, with what it was about. `input` and `output` hold ids, kinds and counts: people's words stay with their owner. */
export type Run = Readonly<{
  id: string;
  rule: string;
  provider: Execution['provider'];
  model: string;
  durationMs: number;
  input: Readonly<Record<string, unknown>>;
  output: Readonly<Record<string, unknown>> | null;
  /** Absent: it succeeded. */
  error?: string;
  triggeredBy: string;
  dealId?: string;
  inboxItemId?: string;
}>;

export function finish({ dealId, inboxItemId, error, ...run }: Run, now: Date): Decision<ExecutionState> {
  const next: ExecutionState = {
    ...run,
    status: error === undefined ? 'succeeded' : 'failed',
    error: error ?? null,
    durationMs: Math.round(run.durationMs),
    createdAt: now.toISOString(),
  };
  const { id: executionId, rule, provider } = run;
  const facts = {
    executionId,
    rule,
    provider,
    durationMs: Math.round(run.durationMs),
    dealId: dealId ?? null,
    inboxItemId: inboxItemId ?? null,
  };
  return { next, events: [executionFinished.of({ ...facts, status: error === undefined ? 'succeeded' : 'failed' })] };
}
