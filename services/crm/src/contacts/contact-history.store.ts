import type { ContactChange, contactHistory } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import type { InputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { Page } from '@crm-gtd/shared/contracts/paging.ts';
import { listQuery } from '@crm-gtd/shared/database/list-query.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { CrmTx } from '../db.ts';
import type { ContactDecision } from './contact.ts';

/** Ids grow with time, so they are the order. */
const options = { filters: {}, sorts: { time: { column: 'id', type: 'uuid' } }, defaultSort: '-time' } as const;

export async function historyPage(tx: CrmTx, { contactId, ...input }: InputOf<typeof contactHistory>): Promise<Page<ContactChange>> {
  const list = listQuery(input, options);
  const [contact, rows] = await tx.lastly(() =>
    Promise.all([
      tx.kysely.selectFrom('contacts').select('id').where('id', '=', contactId).executeTakeFirst(),
      tx.kysely
        .selectFrom('contactChanges')
        .select(['eventId', 'time', 'actorId', 'field', 'before', 'after'])
        .where('contactId', '=', contactId)
        .$call(list.apply)
        .execute(),
    ]),
  );
  if (contact === undefined) throw new AppError('CRM_CONTACT_NOT_FOUND');
  return list.page(rows, ({ cursorKey: _, cursorId: __, ...row }) => ({ ...row, time: row.time.toISOString() }));
}

export async function keepHistory(tx: CrmTx, { next, eventId, changes }: ContactDecision): Promise<void> {
  if (changes.length === 0) return;
  const { organizationId, actorId } = tx.scope;
  const values = changes.map(({ field, before, after }) => ({
    id: newId(),
    organizationId,
    contactId: next.id,
    eventId,
    actorId,
    field,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
    time: next.updatedAt,
  }));
  await tx.kysely.insertInto('contactChanges').values(values).execute();
}
