import { type Clock, dateIn, monotonicMs } from '@crm-gtd/shared/clock.ts';
import { getInboxItem, type inboxItemCaptured } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { type Context, listContexts, type TaskLinks } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { isAppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import type { Received } from '@crm-gtd/shared/messaging/consumer.ts';
import type { Call } from '@crm-gtd/shared/service/rpc.ts';
import { serviceScope } from '@crm-gtd/shared/service/scope.ts';
import type { Run } from '../executions/execution.ts';
import { localSuggester } from '../models/local-heuristic.ts';
import { countQuestion } from '../models/model-metrics.ts';
import type { Draft, Suggester, Thought } from '../models/suggester.ts';
import { homeTimeZone } from '../time-zone.ts';
import { findLinks } from './record-links.ts';

type Captured = Received<typeof inboxItemCaptured>;

/** All that a suggestion needs from outside, gathered before its transaction. */
export type Suggested = Readonly<{
  userId: string;
  draft: Draft;
  provider: Suggester['provider'];
  links: TaskLinks;
  contexts: readonly Context[];
  runs: readonly Run[];
}>;

export type Suggest = (event: Captured) => Promise<Suggested | undefined>;

/** Answers undefined when there is nothing to suggest any more: the item is gone or decided. */
export const suggestFor =
  (call: Call, suggester: Suggester, clock: Clock): Suggest =>
  async (event) => {
    const { envelope, data } = event;
    const scope = serviceScope({
      service: 'ai',
      organizationId: envelope.organizationid,
      correlationId: envelope.correlationid,
      causationId: envelope.id,
    });
    const item = await call(getInboxItem, { inboxItemId: data.inboxItemId }, scope).catch(absent);
    if (item?.status !== 'open') return undefined;
    const text = `${item.title}\n${item.notes ?? ''}`;
    const [{ items: contexts }, links] = await Promise.all([call(listContexts, {}, scope), findLinks(call, scope, text)]);
    const thought = { title: item.title, notes: item.notes, today: dateIn(clock.now(), homeTimeZone), contexts };
    return { userId: item.capturedBy, links, contexts, ...(await draftFor(event, suggester, thought)) };
  };

function absent(error: unknown): undefined {
  if (isAppError(error) && error.code === 'GTD_INBOX_ITEM_NOT_FOUND') return undefined;
  throw error;
}

type Drafted = Pick<Suggested, 'draft' | 'provider' | 'runs'>;

/** A provider that fails leaves a failed execution behind, and the local heuristic answers in its place. */
async function draftFor(event: Captured, suggester: Suggester, thought: Thought, good: 'ok' | 'fallback' = 'ok'): Promise<Drafted> {
  const started = monotonicMs();
  try {
    const draft = await suggester.suggest(thought);
    countQuestion(suggester, good, monotonicMs() - started);
    const run = runOf(event, suggester, thought, { purpose: 'execution', durationMs: monotonicMs() - started, output: outputOf(draft) });
    return { draft, provider: suggester.provider, runs: [run] };
  } catch (error) {
    countQuestion(suggester, 'error', monotonicMs() - started);
    if (suggester === localSuggester) throw error;
    const failed = runOf(event, suggester, thought, {
      purpose: 'execution-failed',
      durationMs: monotonicMs() - started,
      output: null,
      error: failureOf(error),
    });
    const fallback = await draftFor(event, localSuggester, thought, 'fallback');
    return { ...fallback, runs: [failed, ...fallback.runs] };
  }
}

/** Wordings of a model may repeat the person's. */
const outputOf = ({ decision, contextId, dueDate, confidence, title }: Draft) => ({
  decision,
  contextId,
  dueDate,
  confidence,
  retitled: title !== null,
});

type Outcome = Readonly<{ purpose: string; durationMs: number; output: Run['output']; error?: string }>;

/** The thought's length and not its words: executions are read by managers, inboxes by their owners. */
function runOf({ envelope, data }: Captured, { provider, model }: Suggester, thought: Thought, { purpose, ...outcome }: Outcome): Run {
  const { today, title, notes, contexts } = thought;
  return {
    id: deterministicId(envelope.id, purpose),
    rule: 'inbox-suggestion',
    provider,
    model,
    ...outcome,
    input: {
      eventId: envelope.id,
      inboxItemId: data.inboxItemId,
      today,
      characters: title.length + (notes?.length ?? 0),
      contexts: contexts.length,
    },
    triggeredBy: envelope.type,
    inboxItemId: data.inboxItemId,
  };
}

const failureOf = (error: unknown): string =>
  isAppError(error) ? [error.code, error.details.reason].filter((part) => typeof part === 'string').join(': ') : 'INTERNAL';
