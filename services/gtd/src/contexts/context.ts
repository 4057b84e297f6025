import type { Decision } from '@crm-gtd/shared/contracts/define.ts';
import { type Context, contextCreated } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';

export type ContextState = Readonly<Context>;

/** The icon is also the kind: it says what a context is for in whatever language it is named. */
const defaults = [
  { icon: 'phone', pl: '@telefon', en: '@calls' },
  { icon: 'computer', pl: '@komputer', en: '@computer' },
  { icon: 'office', pl: '@biuro', en: '@office' },
  { icon: 'errands', pl: '@miasto', en: '@errands' },
  { icon: 'people', pl: '@rozmowy', en: '@people' },
  { icon: 'home', pl: '@dom', en: '@home' },
] as const;

export function create(context: ContextState): Decision<ContextState> {
  return { next: context, events: [contextCreated.of({ contextId: context.id })] };
}

/** Ids follow from the organization, so that however often this runs, there is one of each. */
export const defaultContexts = (organizationId: string, locale: 'pl' | 'en'): ContextState[] =>
  defaults.map(({ icon, ...names }, position) => ({
    id: deterministicId(organizationId, `context:${icon}`),
    name: names[locale],
    icon,
    position,
  }));
