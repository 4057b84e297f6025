import type { z } from 'zod';
import type { ActionContract, InputOf, OutputOf } from '../contracts/define.ts';
import { mayAccess } from '../contracts/permissions.ts';
import { AppError, type FieldError, fieldError } from '../errors/app-error.ts';
import { type Logger, logger } from '../telemetry/logger.ts';
import type { Scope } from './scope.ts';

export type ActionContext = Readonly<{ scope: Scope; logger: Logger }>;
export type PublicContext = Readonly<{ correlationId: string; logger: Logger }>;

/** What the transport knows of a call: a verified scope, or none for a public action. */
export type CallContext = Readonly<{ scope: Scope | undefined; correlationId: string }>;

/** One action as it can be run: `run` takes unchecked input, checks it, and gives checked output. */
export type ActionEntry = Readonly<{
  contract: ActionContract;
  run: (input: unknown, context: CallContext) => Promise<unknown>;
}>;

/** More would help nobody; whoever sends ten thousand faults must not get ten thousand back. */
const maxErrors = 20;

const errorsOf = (issue: z.core.$ZodIssue, room: number): FieldError[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.slice(0, room).map((key) => fieldError([...issue.path, key].join('.'), 'unknown_field', 'Unknown field'))
    : [fieldError(issue.path.join('.'), issue.code === 'custom' ? issue.message : issue.code, issue.message)];

export const fieldErrors = ({ issues }: z.ZodError): FieldError[] => {
  const errors: FieldError[] = [];
  for (const issue of issues) {
    if (errors.length >= maxErrors) break;
    errors.push(...errorsOf(issue, maxErrors - errors.length));
  }
  return errors;
};

/** Unknown fields are refused; the error names the first fields at fault. */
export const parseInput = <A extends ActionContract>(contract: A, input: unknown): InputOf<A> => {
  const result = contract.input.safeParse(input);
  if (!result.success) throw new AppError('REQUEST_INVALID', { errors: fieldErrors(result.error) });
  return result.data as InputOf<A>;
};

const checkPermission = ({ permission, name }: ActionContract, scope: Scope | undefined): Scope => {
  if (!scope) throw new AppError('TOKEN_INVALID');
  if (scope.role === 'SERVICE') return scope;
  if (!mayAccess({ role: scope.role, operator: scope.operator }, permission))
    throw new AppError('PERMISSION_DENIED', { action: name, permission });
  return scope;
};

/** Whoever asks, a service in its own name included: an organization whose plan has ended is read, and shrinks, but does not grow. */
export const checkAccess = ({ name, whileReadOnly }: ActionContract, scope: Pick<Scope, 'access'> | undefined): void => {
  if (scope?.access === 'readOnly' && !whileReadOnly) throw new AppError('PLAN_READ_ONLY', { action: name });
};

/** The answer fits its contract exactly, so that no hash, token or internal field leaves by accident. */
const checkedOutput = (contract: ActionContract, output: unknown): unknown => contract.output.parse(output);

/** An action of one organization: the actor token was verified, the permission is checked here again. */
export const handle = <A extends ActionContract>(
  contract: A,
  work: (input: InputOf<A>, context: ActionContext) => Promise<OutputOf<A>>,
): ActionEntry => ({
  contract,
  run: async (input, context) => {
    const scope = checkPermission(contract, context.scope);
    checkAccess(contract, scope);
    return checkedOutput(contract, await work(parseInput(contract, input), { scope, logger }));
  },
});

/** An action that runs before any organization is known: sign-in, webhooks, hosted pages. */
export const handlePublic = <A extends ActionContract>(
  contract: A,
  work: (input: InputOf<A>, context: PublicContext) => Promise<OutputOf<A>>,
): ActionEntry => {
  if (contract.permission !== 'public') throw new Error(`${contract.name} is not public`);
  return {
    contract,
    run: async (input, { correlationId }) => checkedOutput(contract, await work(parseInput(contract, input), { correlationId, logger })),
  };
};
