import { describe, expect, test } from '@jest/globals';
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import { labelsOfNode, labelsOfText } from './statement-metrics.ts';

type Tables = { deals: { id: string; title: string }; stageChanges: { id: string; dealId: string } };
const db = new Kysely<Tables>({
  dialect: {
    createDriver: () => new DummyDriver(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (any) => new PostgresIntrospector(any),
  },
});
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const said = ({ db_operation_name, db_collection_name }: ReturnType<typeof labelsOfText>) => `${db_operation_name} ${db_collection_name}`;

describe('the labels of a statement', () => {
  test.each([
    ['select deals', db.selectFrom('deals').selectAll().compile()],
    ['select stage_changes', db.selectFrom('stageChanges as steps').selectAll().compile()],
    ['insert stage_changes', db.insertInto('stageChanges').values({ id: '1', dealId: '2' }).compile()],
    ['update deals', db.updateTable('deals').set({ title: 'x' }).compile()],
    ['delete deals', db.deleteFrom('deals').compile()],
    ['select _OTHER', db.selectFrom(db.selectFrom('deals').selectAll().as('sub')).selectAll().compile()],
    ['other _OTHER', sql`select 1`.compile(db)],
  ])('of Kysely: %s', (expected, { query }) => expect(said(labelsOfNode(query, snake))).toBe(expected));

  test.each([
    ['insert msg_inbox', 'insert into msg_inbox (consumer) values ($1)'],
    [
      'insert msg_sequence',
      'with facts as (select 1) insert into msg_sequence as s (a) select 1 from facts on conflict do update set last = 1',
    ],
    ['update msg_outbox', 'update msg_outbox set published_at = now()'],
    ['delete msg_inbox', 'delete from msg_inbox where handled_at < $1'],
    ['select pg_class', 'select reltuples from pg_class'],
    ['other _OTHER', "select set_config('a', 'b', true)"],
  ])('of plain SQL: %s', (expected, text) => expect(said(labelsOfText(text))).toBe(expected));
});
