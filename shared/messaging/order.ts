import type { Envelope } from '../contracts/envelope.ts';
import type { ConsumerDeclaration } from './consumer.ts';
import type { PlumbingTx } from './inbox.ts';

/** `next`: apply. `older`: something newer was applied already. `gap`: an earlier event is missing. */
export type Place = 'next' | 'older' | 'gap';

/** `last` is the newest sequence this consumer applied for the aggregate; 0 when it knows none. */
export function placeOf(kind: ConsumerDeclaration['kind'], last: number, sequence: number): Place {
  if (kind === 'observer') return 'next';
  if (sequence <= last) return 'older';
  return kind === 'reaction' || sequence === last + 1 ? 'next' : 'gap';
}

/** An event before this one has not been applied. Waiting heals it, or the owner's state does. */
export class SequenceGap extends Error {
  readonly last: number;
  readonly sequence: number;

  constructor(last: number, sequence: number) {
    super(`Sequence ${sequence} came after ${last}`);
    this.name = 'SequenceGap';
    this.last = last;
    this.sequence = sequence;
  }
}

type Key = Pick<Envelope, 'organizationid' | 'aggregatetype' | 'aggregateid'>;

const keyOf = (consumer: string, { organizationid, aggregatetype, aggregateid }: Key): string[] => [
  consumer,
  organizationid,
  aggregatetype,
  aggregateid,
];

export const lastSql = `select last_sequence from msg_order
where consumer = $1 and organization_id = $2::uuid and aggregate_type = $3 and aggregate_id = $4::uuid for update`;

/** Locks the aggregate's row, so that replicas take its events one at a time. */
export async function lastSequence(tx: PlumbingTx, consumer: string, key: Key): Promise<number> {
  const [row] = await tx.sql<{ last_sequence: number | string }>(lastSql, keyOf(consumer, key));
  return Number(row?.last_sequence ?? 0);
}

/** Only ever upwards: where no row was there to lock, two events may arrive here in either order. */
export const advanceSql = `insert into msg_order as o (consumer, organization_id, aggregate_type, aggregate_id, last_sequence, updated_at)
values ($1, $2::uuid, $3, $4::uuid, $5, now())
on conflict (consumer, organization_id, aggregate_type, aggregate_id)
do update set last_sequence = greatest(o.last_sequence, excluded.last_sequence), updated_at = now()`;

export async function advance(tx: PlumbingTx, consumer: string, key: Key, sequence: number): Promise<void> {
  await tx.sql(advanceSql, [...keyOf(consumer, key), sequence]);
}
