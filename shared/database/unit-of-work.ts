import type pg from 'pg';
import { errorFields, logger } from '../telemetry/logger.ts';
import { isAftermath } from './database-faults.ts';
import { statementName } from './statement-names.ts';

export type StatementResult = Readonly<{ names: readonly string[]; rows: readonly (readonly unknown[])[]; rowCount: number }>;

/**
 * One transaction on one connection in pipeline mode. Statements go out when the caller's code next waits for something:
 * all that were started by then travel in one write, the first ones with BEGIN before them. So a unit costs one round trip per
 * `await`, and one more for COMMIT unless `lastly` lets it ride along.
 */
export type UnitOfWork = Readonly<{
  statement(text: string, values: readonly unknown[]): Promise<StatementResult>;
  /** COMMIT travels with the statements that `start` starts before it first waits. */
  lastly<T>(start: () => Promise<T>): Promise<T>;
  afterCommit(fn: () => void): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  state: Readonly<UnitState>;
}>;

export type UnitState = {
  begun: boolean;
  commitSent: boolean;
  ended: boolean;
  /** The first fault the database reported: later ones in the same transaction only follow from it. */
  fault: unknown;
};

export function beginUnit(client: pg.PoolClient, beginSql: string): UnitOfWork {
  const state: UnitState = { begun: false, commitSent: false, ended: false, fault: undefined };
  const committed: (() => void)[] = [];
  const write = writeTogether(client);
  let commitWithNext = false;
  let outcome: Promise<pg.QueryResult> | undefined;

  const note = (error: unknown): unknown => {
    state.fault ??= error;
    return isAftermath(error) ? state.fault : error;
  };
  const send = (query: string): Promise<pg.QueryResult> => client.query(query);
  const sendCommit = (): void => {
    state.commitSent = true;
    outcome = send('COMMIT');
    outcome.catch(note);
  };
  const begin = (): void => {
    state.begun = true;
    send(beginSql).catch(note);
  };

  return {
    state,
    async statement(text, values) {
      if (state.ended || state.commitSent) throw new Error('The unit of work is over: this statement came after its COMMIT');
      write(() => {
        if (commitWithNext) sendCommit();
      });
      if (!state.begun) begin();
      try {
        const name = statementName(text);
        const sent = { text, values: values as unknown[], rowMode: 'array' as const };
        const { fields, rows, rowCount } = await client.query<unknown[]>(name === undefined ? sent : { ...sent, name });
        return { names: fields.map((field) => field.name), rows, rowCount: rowCount ?? 0 };
      } catch (error) {
        throw note(error);
      }
    },
    lastly(start) {
      commitWithNext = true;
      return start();
    },
    afterCommit: (fn) => void committed.push(fn),
    async commit() {
      state.ended = true;
      if (state.begun) {
        if (outcome === undefined) sendCommit();
        const { command } = (await outcome) ?? {};
        // COMMIT of a failed transaction answers ROLLBACK: whoever caught the fault must not believe that his rows are stored.
        if (command === 'ROLLBACK') throw state.fault ?? new Error('The transaction was rolled back by the database');
      }
      for (const fn of committed) runSignal(fn);
    },
    async rollback() {
      state.ended = true;
      if (!state.begun) return;
      await (outcome ?? send('ROLLBACK'));
    },
  };
}

/** The rows are stored; a signal that fails can only be told to the log. */
function runSignal(fn: () => void): void {
  try {
    fn();
  } catch (error) {
    logger.error('db.after_commit_failed', errorFields(error));
  }
}

/** Holds the socket from the first statement until all pending microtasks have run, then lets everything go in one write. */
function writeTogether(client: pg.PoolClient): (beforeFlush: () => void) => void {
  const { stream } = (client as pg.PoolClient & Pick<pg.Client, 'connection'>).connection;
  let held = false;
  return (beforeFlush) => {
    if (held) return;
    held = true;
    stream.cork();
    queueMicrotask(() =>
      process.nextTick(() => {
        held = false;
        beforeFlush();
        stream.uncork();
      }),
    );
  };
}
