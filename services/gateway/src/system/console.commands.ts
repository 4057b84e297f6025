import { type ConsoleTable, consoleCommandRun, type SystemReport } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { mayAccess } from '@crm-gtd/shared/contracts/permissions.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { appendEvents } from '@crm-gtd/shared/messaging/outbox.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { listEvents } from '../audit/audit.store.ts';
import type { DeadLetterDesk } from '../audit/dead-letters.actions.ts';
import type { GatewayDb } from '../db.ts';
import {
  breakersTable,
  type ConsoleCall,
  commandRules,
  errorsTable,
  helpTable,
  isTraceOf,
  lagTable,
  lettersTable,
  letterTable,
  outboxTable,
  replayTable,
  servicesTable,
  statusTable,
  traceTable,
  versionsTable,
} from './console.ts';
import type { SystemDesk } from './system-tools.ts';

export type ConsoleParts = Readonly<{ db: GatewayDb; system: SystemDesk; letters: DeadLetterDesk }>;

const shownLetters = 50;
const shownEvents = 100;

const correlation = /-/;

const traced = async ({ db, system }: ConsoleParts, scope: Scope, id: string): Promise<ConsoleTable> => {
  const traces = (await system.errors(scope)).items.filter(isTraceOf(id));
  const correlationId = correlation.test(id) ? id : traces[0]?.correlationId;
  const events = correlationId ? (await db.withTenant(scope, (tx) => listEvents(tx, { limit: shownEvents, correlationId }))).items : [];
  return traceTable(traces, events);
};

const fromReport: Partial<Record<ConsoleCall['command'], (report: SystemReport) => ConsoleTable>> = {
  status: statusTable,
  services: servicesTable,
  lag: lagTable,
  outbox: outboxTable,
  breakers: breakersTable,
  versions: versionsTable,
};

const perform = async (parts: ConsoleParts, scope: Scope, { command, argument }: ConsoleCall): Promise<ConsoleTable> => {
  const { system, letters } = parts;
  const reported = fromReport[command];
  if (reported) return reported(await system.report(scope));
  if (command === 'errors') return errorsTable((await system.errors(scope)).items);
  if (command === 'dead-letters') return lettersTable((await letters.list(scope, shownLetters)).items);
  if (command === 'dead-letter') return letterTable(await letters.get(scope, argument ?? ''));
  if (command === 'replay') return replayTable(await letters.replay(scope, argument ?? ''));
  if (command === 'trace') return traced(parts, scope, argument ?? '');
  return helpTable();
};

/** The audit entry is committed before the command runs, with what the caller's role allowed at that moment. */
export const runCommand = async (parts: ConsoleParts, scope: Scope, sessionId: string, call: ConsoleCall): Promise<ConsoleTable> => {
  const { permission } = commandRules[call.command];
  const may = scope.role !== 'SERVICE' && scope.operator === true && mayAccess({ role: scope.role, operator: true }, permission);
  const outcome = may ? 'accepted' : 'refused';
  await parts.db.withTenant(scope, (tx) => appendEvents(tx, [consoleCommandRun.of({ sessionId, ...call, outcome })]));
  if (!may) throw new AppError('PERMISSION_DENIED', { permission });
  return perform(parts, scope, call);
};
