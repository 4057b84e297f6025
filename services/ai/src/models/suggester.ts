import { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { Context } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { z } from 'zod';

/** What a model is asked: one captured thought, and the world it falls into. */
export type Thought = Readonly<{
  title: string;
  notes: string | null;
  /** Today in the user's time zone. */
  today: string;
  contexts: readonly Context[];
}>;

/** What a model answers. Read from providers with this very schema: an answer that does not fit is a failure. */
export const Draft = z.object({
  decision: InboxDecision,
  contextId: z.uuid().nullable(),
  dueDate: z.iso.date().nullable(),
  title: z.string().trim().min(1).max(500).nullable(),
  confidence: z.number().min(0).max(1),
  reason: z.string().trim().min(1).max(500),
});
export type Draft = Readonly<z.infer<typeof Draft>>;

/** The provider port. `suggest` rejects when the provider fails; it never answers a draft it is not sure to have understood. */
export type Suggester = Readonly<{
  provider: 'local' | 'openai';
  model: string;
  suggest: (thought: Thought) => Promise<Draft>;
}>;
