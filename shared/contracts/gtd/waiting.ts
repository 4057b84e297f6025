import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { day, id, instant, longText, name, query, version } from '../shapes.ts';
import { TaskLinks } from './tasks.ts';

export const WaitingFor = z.object({
  id,
  title: z.string(),
  notes: z.string().nullable(),
  personId: id.nullable(),
  followUpOn: day.nullable(),
  links: TaskLinks,
  status: z.enum(['open', 'resolved', 'deleted']),
  openedAt: instant,
  resolvedAt: instant.nullable(),
  version,
});
export type WaitingFor = z.infer<typeof WaitingFor>;
const waitingForId = z.object({ waitingForId: id });

export const openWaitingFor = action('v1.gtd.waiting.open', {
  http: 'POST /waiting-fors',
  permission: 'gtd.tasks:write',
  status: 201,
  output: WaitingFor,
  errors: ['REFERENCE_UNKNOWN'],
  input: z.object({
    title: name(500),
    notes: longText(10_000).nullable().optional(),
    personId: id.nullable().optional(),
    followUpOn: day.nullable().optional(),
    links: TaskLinks.optional(),
  }),
});
export const listWaitingFors = action('v1.gtd.waiting.list', {
  http: 'GET /waiting-fors',
  permission: 'gtd.tasks:read',
  output: page(WaitingFor),
  input: z.object({
    limit: pageInput.limit,
    cursor: pageInput.cursor,
    q: query.optional(),
    status: z.enum(['open', 'resolved']).default('open'),
    dealId: id.optional(),
    contactId: id.optional(),
    companyId: id.optional(),
  }),
});
export const resolveWaitingFor = action('v1.gtd.waiting.resolve', {
  http: 'POST /waiting-fors/{waitingForId}/resolve',
  permission: 'gtd.tasks:write',
  input: waitingForId,
  output: WaitingFor,
  errors: ['GTD_WAITING_NOT_FOUND', 'GTD_WAITING_RESOLVED'],
});
export const reopenWaitingFor = action('v1.gtd.waiting.reopen', {
  http: 'POST /waiting-fors/{waitingForId}/reopen',
  permission: 'gtd.tasks:write',
  input: waitingForId,
  output: WaitingFor,
  errors: ['GTD_WAITING_NOT_FOUND'],
});

const facts = z.object({
  waitingForId: id,
  personId: id.nullable(),
  links: TaskLinks,
  followUpOn: day.nullable(),
  status: z.enum(['open', 'resolved', 'deleted']),
});
const waitingEvent = <V extends string>(verb: V) =>
  event(`gtd.waitingFor.${verb}`, {
    version: 1,
    visible: 'gtd.tasks:read',
    aggregate: 'waitingFor',
    key: (d) => d.waitingForId,
    data: facts,
  });
export const waitingForOpened = waitingEvent('opened');
export const waitingForResolved = waitingEvent('resolved');
export const waitingForReopened = waitingEvent('reopened');
export const waitingForDeleted = waitingEvent('deleted');
