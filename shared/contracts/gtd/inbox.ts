import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { day, id, instant, longText, name, query, version } from '../shapes.ts';
import { TaskLinks } from './tasks.ts';

export const InboxDecision = z.enum(['trash', 'reference', 'someday', 'doNow', 'delegate', 'calendar', 'next', 'project']);
export type InboxDecision = z.infer<typeof InboxDecision>;
export const InboxSource = z.enum(['manual', 'quickCapture', 'import', 'api']);

export const InboxItem = z.object({
  id,
  title: z.string(),
  notes: z.string().nullable(),
  source: InboxSource,
  status: z.enum(['open', 'clarified']),
  decision: InboxDecision.nullable(),
  resultId: id.nullable(),
  capturedBy: z.string(),
  capturedAt: instant,
  clarifiedAt: instant.nullable(),
  version,
});
export type InboxItem = z.infer<typeof InboxItem>;

export const captureInboxItem = action('v1.gtd.inbox.capture', {
  http: 'POST /inbox-items',
  permission: 'gtd.inbox:write',
  output: InboxItem,
  status: 201,
  input: z.object({ title: name(500), notes: longText(10_000).nullable().optional(), source: InboxSource.default('manual') }),
});
export const listInboxItems = action('v1.gtd.inbox.list', {
  http: 'GET /inbox-items',
  permission: 'gtd.inbox:read',
  output: page(InboxItem),
  input: z.object({ ...pageInput, q: query.optional(), status: z.enum(['open', 'clarified']).default('open') }),
  summary: "The user's own inbox, oldest first.",
});
export const inboxItemIdInput = z.object({ inboxItemId: id });
export const getInboxItem = action('v1.gtd.inbox.get', {
  http: 'GET /inbox-items/{inboxItemId}',
  permission: 'gtd.inbox:read',
  input: inboxItemIdInput,
  output: InboxItem,
  errors: ['GTD_INBOX_ITEM_NOT_FOUND'],
});
/** Which fields a decision needs is a rule of gtd (`clarify` in inbox-item.ts); a missing one answers REQUEST_INVALID naming it. */
export const ClarifyInput = inboxItemIdInput.extend({
  decision: InboxDecision,
  title: name(500).optional(),
  notes: longText(10_000).nullable().optional(),
  contextId: id.nullable().optional(),
  projectId: id.nullable().optional(),
  dueDate: day.nullable().optional(),
  deferUntil: day.nullable().optional(),
  scheduledOn: day.nullable().optional(),
  /** delegate: the contact who now has it. */
  personId: id.nullable().optional(),
  /** delegate: when to ask again. */
  followUpOn: day.nullable().optional(),
  /** project: title of its first next action. */
  nextActionTitle: name(500).optional(),
  links: TaskLinks.optional(),
});
export const clarifyInboxItem = action('v1.gtd.inbox.clarify', {
  http: 'POST /inbox-items/{inboxItemId}/clarify',
  permission: 'gtd.inbox:write',
  input: ClarifyInput,
  output: InboxItem,
  errors: ['GTD_INBOX_ITEM_NOT_FOUND', 'GTD_INBOX_ITEM_CLARIFIED', 'GTD_CONTEXT_NOT_FOUND', 'GTD_PROJECT_NOT_FOUND', 'REFERENCE_UNKNOWN'],
});
export const unclarifyInboxItem = action('v1.gtd.inbox.unclarify', {
  http: 'POST /inbox-items/{inboxItemId}/unclarify',
  permission: 'gtd.inbox:write',
  input: inboxItemIdInput,
  output: InboxItem,
  errors: ['GTD_INBOX_ITEM_NOT_FOUND'],
  summary: 'Undo: the item is open again and what the decision made is taken back.',
});

/** An inbox is one person's: nobody else hears what comes into it or becomes of it. Events of before this member are told to nobody. */
const capturedBy = { capturedBy: z.string().max(80).optional() };
const only = (d: { capturedBy?: string | undefined }) => d.capturedBy;
export const inboxItemCaptured = event('gtd.inboxItem.captured', {
  version: 1,
  visible: 'gtd.inbox:read',
  aggregate: 'inboxItem',
  key: (d) => d.inboxItemId,
  only,
  data: z.object({ inboxItemId: id, source: InboxSource, ...capturedBy }),
});
export const inboxItemClarified = event('gtd.inboxItem.clarified', {
  version: 1,
  visible: 'gtd.inbox:read',
  aggregate: 'inboxItem',
  key: (d) => d.inboxItemId,
  only,
  data: z.object({ inboxItemId: id, decision: InboxDecision, resultId: id.nullable(), ...capturedBy }),
});
export const inboxItemReopened = event('gtd.inboxItem.reopened', {
  version: 1,
  visible: 'gtd.inbox:read',
  aggregate: 'inboxItem',
  key: (d) => d.inboxItemId,
  only,
  data: z.object({ inboxItemId: id, ...capturedBy }),
});
