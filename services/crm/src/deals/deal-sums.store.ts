import { type SqlBool, sql } from 'kysely';

/** The largest whole number JSON carries exactly. */
const most = Number.MAX_SAFE_INTEGER;

/** The sum of a group's values, and whether it lies beyond: PostgreSQL adds without a bound, a number does not hold it. */
export const summedValue = () => sql<number>`least(greatest(sum(deals.value_amount), ${sql.lit(-most)}), ${sql.lit(most)})::bigint`;
export const summedBeyond = () => sql<SqlBool>`abs(sum(deals.value_amount)) > ${sql.lit(most)}`;
