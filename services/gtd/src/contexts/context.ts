import type { Decision, InputOf } from '@crm-gtd/shared/contracts/define.ts';
import { type arrangeContexts, type Context, contextCreated, contextDeleted, contextUpdated } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { deterministicId } from '@crm-gtd/shared/ids.ts';
import { defaultNames, everyName, type Locale, shownName } from '../context-names.ts';

export type ContextState = Readonly<Context & { nameKey: string | null }>;
export type Removal = Readonly<{ id: string; moveTo?: string | null | undefined }>;
/** The whole list as it is to be, and what leaves it. */
export type Arrangement = Decision<readonly ContextState[]> & Readonly<{ removed: readonly Removal[] }>;

export function create(context: ContextState): Decision<ContextState> {
  return { next: context, events: [contextCreated.of({ contextId: context.id })] };
}

/** Ids follow from the organization, so that however often this runs, there is one of each. */
export const defaultContexts = (organizationId: string, locale: Locale): ContextState[] =>
  Object.entries(defaultNames).map(([key, names], position) => ({
    id: deterministicId(organizationId, `context:${key}`),
    name: names[locale],
    nameKey: key,
    icon: key,
    position,
  }));

type Input = InputOf<typeof arrangeContexts>;
type Reader = Readonly<{ locale: Locale | undefined; newId: () => string }>;

/**
 * Names, order, new ones and removals at once. What the input does not name stays, at the end: somebody else may have added it
 * meanwhile. A default saved under the name it is shown with stays a default.
 */
export function arrange(current: readonly ContextState[], { items, removed }: Input, { locale, newId }: Reader): Arrangement {
  requireKnown(current, items, removed);
  const gone = new Set(removed.map(({ id }) => id));
  const named = items.map((item) => {
    const before = current.find(({ id }) => id === item.id);
    if (before === undefined) return { id: newId(), name: item.name, nameKey: null, icon: item.icon ?? 'tag' };
    const renamed = item.name !== shownName(before, locale);
    return { ...before, icon: item.icon ?? before.icon, ...(renamed ? { name: item.name, nameKey: null } : {}) };
  });
  const rest = current.filter(({ id }) => !gone.has(id) && !named.some((one) => one.id === id));
  const next = [...named, ...rest].map((context, position) => ({ ...context, position }));
  requireDistinct(next);
  return { next, removed, events: [...next.flatMap((context) => changes(current, context)), ...removed.map(deletion)] };
}

const deletion = ({ id }: Removal) => contextDeleted.of({ contextId: id });

function changes(current: readonly ContextState[], next: ContextState) {
  const before = current.find(({ id }) => id === next.id);
  if (before === undefined) return create(next).events;
  const changedFields = (['name', 'icon', 'position'] as const).filter((field) => next[field] !== before[field]);
  return changedFields.length === 0 ? [] : [contextUpdated.of({ contextId: next.id, changedFields: [...changedFields] })];
}

function requireKnown(current: readonly ContextState[], items: Input['items'], removed: readonly Removal[]): void {
  const kept = items.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const named = [...kept, ...removed.map(({ id }) => id)];
  if (new Set(named).size !== named.length) throw invalid('items', 'twice', 'A context is named twice');
  const known = new Set(current.map(({ id }) => id));
  if (named.some((id) => !known.has(id))) throw new AppError('GTD_CONTEXT_NOT_FOUND');
  const targets = removed.flatMap(({ moveTo }) => (moveTo ? [moveTo] : []));
  const gone = new Set(removed.map(({ id }) => id));
  if (targets.some((id) => !known.has(id) || gone.has(id))) throw new AppError('GTD_CONTEXT_NOT_FOUND');
}

/** No two may look alike to any reader. */
function requireDistinct(contexts: readonly ContextState[]): void {
  const taken = new Set<string>();
  contexts.forEach((context, index) => {
    const names = new Set(everyName(context));
    if ([...names].some((name) => taken.has(name))) throw invalid(`items.${index}.name`, 'taken', 'A context of this name exists');
    for (const name of names) taken.add(name);
  });
}

const invalid = (path: string, code: string, message: string): AppError =>
  new AppError('REQUEST_INVALID', { errors: [{ path, code, message }] });
