import type { z } from 'zod';
import type { EventContract } from '../../contracts/define.ts';
import { Envelope } from '../../contracts/envelope.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Scope } from '../../service/scope.ts';
import type { Attempt, Message, Step } from './passage.ts';

/** Text to envelope to the contract's data. Unknown keys are dropped, so that producers may add fields. */
export const parse: Step<Attempt, Message> = async ({ declaration }, attempt, next) => {
  const envelope = parsed(Envelope, json(attempt.payload));
  const contract = declaration.events.find(({ type }) => type === envelope.type);
  const data = contract ? dataOf(contract, envelope) : envelope.data;
  return next({ ...attempt, envelope, contract, data, scope: scopeOf(envelope) });
};

function json(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new AppError('EVENT_INVALID', { reason: 'not JSON' }, { cause: error });
  }
}

/** A version is raised only by a change that old readers cannot read. */
function dataOf(contract: EventContract, { version, data }: Envelope): Readonly<Record<string, unknown>> {
  if (version !== contract.version) throw new AppError('EVENT_INVALID', { reason: `version ${version}, known is ${contract.version}` });
  return parsed(contract.data, data);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, code, message }) => ({ path: path.join('.'), code: String(code), message }));
  throw new AppError('EVENT_INVALID', { errors });
}

const scopeOf = (envelope: Envelope): Scope => ({
  organizationId: envelope.organizationid,
  actorId: envelope.actorid,
  role: 'SERVICE',
  correlationId: envelope.correlationid,
  causationId: envelope.id,
});
