import { type Hearer, hearableTypes } from '@crm-gtd/shared/contracts/audience.ts';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { DB } from '../generated/db-types.ts';

type Columns = ExpressionBuilder<DB, 'eventLog'>;
type Heard = (eb: Columns) => ExpressionWrapper<DB, 'eventLog', SqlBool>;

const typeIn = (eb: Columns, types: readonly string[]) => (types.length === 0 ? eb.lit(false) : eb('eventLog.type', 'in', types));

/** The audit log is kept for the organization's oversight: what a role may hear of, personal events included. They carry ids only. */
export const heardByRole =
  (hearer: Hearer): Heard =>
  (eb) => {
    const { open, personal } = hearableTypes(hearer);
    return eb.and([typeIn(eb, [...open, ...personal])]);
  };

/** A timeline, and what a browser missed: personal events only to the person they name. Plain equality, so that row security lets an index serve. */
export const heardByThem =
  (hearer: Hearer): Heard =>
  (eb) => {
    const { open, personal } = hearableTypes(hearer);
    return eb.or([typeIn(eb, open), eb.and([typeIn(eb, personal), eb('eventLog.onlyUser', '=', hearer.actorId)])]);
  };
