import { z } from 'zod';
import { action, event } from '../define.ts';
import { InboxDecision } from '../gtd/inbox.ts';
import { TaskLinks } from '../gtd/tasks.ts';
import { page, pageInput } from '../paging.ts';
import { day, id, instant, text } from '../shapes.ts';

/** `local` is the built-in heuristic that runs without a key; screens say so. */
export const AiProvider = z.enum(['local', 'openai']);

export const Suggestion = z.object({
  id,
  inboxItemId: id,
  decision: InboxDecision,
  contextId: id.nullable(),
  contextName: z.string().nullable(),
  links: TaskLinks,
  dueDate: day.nullable(),
  title: z.string().nullable(),
  confidence: z.number().min(0).max(1),
  reason: z.string(),
  provider: AiProvider,
  status: z.enum(['open', 'accepted', 'rejected']),
  createdAt: instant,
});
export type Suggestion = z.infer<typeof Suggestion>;

export const listSuggestions = action('v1.ai.suggestions.list', {
  http: 'GET /ai/suggestions',
  permission: 'ai.suggestions:read',
  output: page(Suggestion),
  input: z.object({
    limit: pageInput.limit,
    cursor: pageInput.cursor,
    inboxItemId: id.optional(),
    status: z.enum(['open', 'accepted', 'rejected']).optional(),
  }),
});
export const answerSuggestion = action('v1.ai.suggestions.answer', {
  http: 'POST /ai/suggestions/{suggestionId}/answer',
  permission: 'ai.suggestions:write',
  output: Suggestion,
  input: z.object({ suggestionId: id, answer: z.enum(['accepted', 'rejected']) }),
  errors: ['AI_SUGGESTION_NOT_FOUND'],
  summary: "Remembers what the user thought of it; applying it is gtd's clarify.",
});

export const Execution = z.object({
  id,
  rule: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  provider: AiProvider,
  model: z.string(),
  durationMs: z.int().nullable(),
  input: z.unknown(),
  output: z.unknown(),
  error: z.string().nullable(),
  triggeredBy: z.string(),
  createdAt: instant,
});
export type Execution = z.infer<typeof Execution>;
export const listExecutions = action('v1.ai.executions.list', {
  http: 'GET /ai/executions',
  permission: 'ai.executions:read',
  output: page(Execution),
  input: z.object({
    limit: pageInput.limit,
    cursor: pageInput.cursor,
    rule: text(80).optional(),
    status: z.enum(['running', 'succeeded', 'failed']).optional(),
  }),
});

/** A suggestion is about one person's inbox item, and told to that person alone. */
const forUser = { userId: z.string().max(80).optional() };
const only = (d: { userId?: string | undefined }) => d.userId;
export const suggestionMade = event('ai.suggestion.made', {
  version: 1,
  visible: 'ai.suggestions:read',
  aggregate: 'suggestion',
  key: (d) => d.suggestionId,
  only,
  data: z.object({ ...forUser, suggestionId: id, inboxItemId: id, decision: InboxDecision, confidence: z.number(), provider: AiProvider }),
});
export const suggestionAnswered = event('ai.suggestion.answered', {
  version: 1,
  visible: 'ai.suggestions:read',
  aggregate: 'suggestion',
  key: (d) => d.suggestionId,
  only,
  data: z.object({ ...forUser, suggestionId: id, inboxItemId: id, answer: z.enum(['accepted', 'rejected']) }),
});
export const executionFinished = event('ai.execution.finished', {
  version: 1,
  visible: 'ai.executions:read',
  aggregate: 'execution',
  key: (d) => d.executionId,
  data: z.object({
    executionId: id,
    rule: z.string(),
    status: z.enum(['succeeded', 'failed']),
    provider: AiProvider,
    durationMs: z.int(),
    dealId: id.nullable(),
    inboxItemId: id.nullable(),
  }),
});
