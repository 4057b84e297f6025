import type { EventContract } from './define.ts';
import { type Role, roleMay } from './permissions.ts';
import { allEvents, eventOf } from './registry.ts';

/** Who would hear: a member by his role and his id, or a service, which reads streams and is told nothing here. */
export type Hearer = Readonly<{ role: Role | 'SERVICE'; actorId: string }>;

/**
 * What an event's contract says of its audience, asked by everything that tells people of events: the live stream, timelines,
 * the audit log. A type that no contract names is told to nobody.
 */
export type Told = Readonly<{
  type: string;
  /** The one person it is for, from `onlyOf`; null for an event of such a type that does not name him, and for all others. */
  only: string | null;
}>;

const permitted = ({ role }: Hearer, contract: EventContract): boolean => role !== 'SERVICE' && roleMay(role, contract.visible);

export const mayHear = (hearer: Hearer, { type, only }: Told): boolean => {
  const contract = eventOf(type);
  if (!contract || !permitted(hearer, contract)) return false;
  return contract.only === undefined || only === hearer.actorId;
};

/** The person an event is for: what its contract's `only` reads from the data; null where everybody permitted hears it. */
export const onlyOf = (type: string, data: unknown): string | null => {
  const contract = eventOf(type);
  const parsed = contract?.only && contract.data.safeParse(data);
  return (parsed?.success && contract?.only?.(parsed.data)) || null;
};

export type HearableTypes = Readonly<{
  /** Told to whoever holds the permission. */
  open: readonly string[];
  /** Told only to the person the event names. */
  personal: readonly string[];
}>;

/** The same rule for a list: a property of the type, so it holds for old rows and for later changes without a column. */
export const hearableTypes = (hearer: Hearer): HearableTypes => {
  const heard = allEvents.filter((contract) => permitted(hearer, contract));
  const types = (personal: boolean): string[] => heard.filter(({ only }) => (only !== undefined) === personal).map(({ type }) => type);
  return { open: types(false), personal: types(true) };
};
