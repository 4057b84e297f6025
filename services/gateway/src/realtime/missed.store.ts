import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { headSignal, positionOfEvent, signalsAfter } from '../audit/audit.store.ts';
import type { GatewayDb } from '../db.ts';
import type { Addressed } from './signal.ts';

/** More than this and reading everything anew is cheaper for the browser too. */
export const maxMissed = 1_000;

export type Missed =
  | Readonly<{ signals: readonly Addressed[]; position: number }>
  | Readonly<{ reset: true; headId: string | undefined; position: number }>;

export type MissedStore = Readonly<{
  /** What the log holds behind the event a browser saw last; undefined while the log does not know that event. */
  since(scope: Scope, eventId: string): Promise<Missed | undefined>;
  after(scope: Scope, position: number): Promise<Readonly<{ signals: readonly Addressed[]; position: number }>>;
  head(scope: Scope): Promise<Readonly<{ reset: true; headId: string | undefined; position: number }>>;
}>;

type Logged = Awaited<ReturnType<typeof signalsAfter>>[number];
const signalOf = ({ sequence, onlyUser, position: _position, ...rest }: Logged): Addressed => ({
  signal: { ...rest, version: sequence },
  only: onlyUser,
});

export const missedStore = (db: GatewayDb): MissedStore => {
  const head: MissedStore['head'] = (scope) =>
    db.withTenant(scope, async (tx) => {
      const newest = await headSignal(tx);
      return { reset: true, headId: newest?.id, position: newest?.position ?? 0 };
    });
  return {
    head,
    since: async (scope, eventId) => {
      const rows = await db.withTenant(scope, async (tx) => {
        const position = await positionOfEvent(tx, eventId);
        return position === undefined ? undefined : { position, found: await signalsAfter(tx, position, maxMissed + 1) };
      });
      if (!rows) return undefined;
      if (rows.found.length > maxMissed) return head(scope);
      return { signals: rows.found.map(signalOf), position: rows.found.at(-1)?.position ?? rows.position };
    },
    after: async (scope, position) => {
      const found = await db.withTenant(scope, (tx) => signalsAfter(tx, position, maxMissed));
      return { signals: found.map(signalOf), position: found.at(-1)?.position ?? position };
    },
  };
};
