import { AppError } from '../errors/app-error.ts';

const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '');
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** Two units met in a way that one must give way; nothing of it was stored, so it may simply run again. */
const serializationFailure = '40001';
const deadlock = '40P01';
/** A migration changed what a prepared statement returns; the statement is new on the next connection. */
const cachedPlanChanged = (error: unknown): boolean => codeOf(error) === '0A000' && messageOf(error).startsWith('cached plan');

export const isConflict = (error: unknown): boolean => [serializationFailure, deadlock].includes(codeOf(error)) || cachedPlanChanged(error);

const lostCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
const lostMessages = ['Connection terminated', 'Client has encountered a connection error'];
const timeoutMessages = ['timeout exceeded when trying to connect', 'Query read timeout'];

/** The connection broke, or the server refuses new ones: it may be back in a moment. */
export const isLost = (error: unknown): boolean =>
  lostCodes.has(codeOf(error)) || codeOf(error).startsWith('08') || lostMessages.some((start) => messageOf(error).startsWith(start));

/** Waited long enough already: trying again would only add to the load that caused it. */
export const isTimeout = (error: unknown): boolean => timeoutMessages.some((start) => messageOf(error).startsWith(start));

/** What follows from an earlier fault in the same transaction. */
export const isAftermath = (error: unknown): boolean => codeOf(error) === '25P02';

/** Callers learn that the database is away, not how; everything else stays as it is. */
export const asSeenByCallers = (error: unknown): unknown =>
  isLost(error) || isTimeout(error) ? new AppError('SERVICE_UNAVAILABLE', { dependency: 'database' }, { cause: error }) : error;

/** For stores that turn a broken unique rule into an error code of their own. The transaction is dead by then. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23505' && (constraint === undefined || (error as { constraint?: string }).constraint === constraint);

export const isForeignKeyViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23503' && (constraint === undefined || (error as { constraint?: string }).constraint === constraint);
