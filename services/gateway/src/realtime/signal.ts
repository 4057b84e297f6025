import type { Permission } from '@crm-gtd/shared/contracts/permissions.ts';
import { roleMay } from '@crm-gtd/shared/contracts/permissions.ts';
import type { Actor } from '@crm-gtd/shared/service/actor.ts';

/** All a browser is told: that something happened to something. It asks for the rest with its own rights. */
export type Signal = Readonly<{
  id: string;
  type: string;
  version: number;
  aggregateType: string;
  aggregateId: string;
  correlationId: string;
}>;

/** Who may not read a thing is not told that it changed. A type without an entry is told to every member. */
const readable: readonly (readonly [prefix: string, permission: Permission])[] = [
  ['gtd.inbox', 'gtd.inbox:read'],
  ['ai.execution', 'ai.executions:read'],
  ['ai.', 'ai.suggestions:read'],
  ['voice.', 'voice.speech:use'],
  ['billing.invoice', 'billing.invoices:read'],
  ['billing.', 'billing.subscription:read'],
  ['crm.import', 'crm.imports:read'],
  ['gateway.session', 'gateway.audit:read'],
  ['gateway.deadLetter', 'gateway.audit:read'],
  ['gateway.consoleCommand', 'gateway.audit:read'],
  ['gateway.operator', 'gateway.audit:read'],
  ['gateway.membership', 'gateway.members:read'],
];

export const mayHear = ({ role }: Pick<Actor, 'role'>, type: string): boolean => {
  const rule = readable.find(([prefix]) => type.startsWith(prefix));
  return rule === undefined || (role !== 'SERVICE' && roleMay(role, rule[1]));
};

export const frameOf = (signal: Signal): string => `id: ${signal.id}\ndata: ${JSON.stringify(signal)}\n\n`;

/** The log no longer tells what was missed: the browser reads everything anew. `id` lets the next break resume from here. */
export const resetFrame = (id: string | undefined): string => `${id ? `id: ${id}\n` : ''}data: {"type":"stream.reset"}\n\n`;

export const heartbeatFrame = ': alive\n\n';
/** The first line opens the stream through every proxy; the pause is what a browser waits before it comes back. */
export const openingFrame = 'retry: 2000\n: open\n\n';
