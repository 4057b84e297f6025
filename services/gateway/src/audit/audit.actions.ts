import { listAuditLog, listTimeline } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { GatewayDb } from '../db.ts';
import { listEvents, listRecordEvents } from './audit.store.ts';

export const auditActions = (db: GatewayDb): ActionEntry[] => [
  handle(listAuditLog, (input, { scope }) => db.withTenant(scope, async (tx) => ({ ...(await mutable(listEvents(tx, input))) }))),
  handle(listTimeline, (input, { scope }) => db.withTenant(scope, async (tx) => ({ ...(await mutable(listRecordEvents(tx, input))) }))),
];

const mutable = async <T>(
  page: Promise<Readonly<{ items: readonly T[]; nextCursor: string | null }>>,
): Promise<{ items: T[]; nextCursor: string | null }> => {
  const { items, nextCursor } = await page;
  return { items: [...items], nextCursor };
};
