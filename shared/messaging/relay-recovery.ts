import type { Bus } from './bus.ts';
import type { OutboxStore } from './outbox.store.ts';

/** Longer than a broker may hold confirmed messages in memory only (one to two minutes by its version). */
const RESEND_MS = 600_000;

export type LastAck = Readonly<{ id: string; streamSeq: number }>;

/** What to send again: nothing, everything marked since a moment, or all that is kept. */
export type Resend = Readonly<{ since: Date | undefined }> | undefined;

/**
 * A broker that lost power may have lost the newest messages it had confirmed. The one we remember last is still in its
 * place, or the last ten minutes are sent again.
 */
export async function afterNewBroker(bus: Bus, store: OutboxStore, stream: string, last: LastAck | undefined): Promise<Resend> {
  if (!last) return afterStart(bus, store, stream);
  return (await bus.stored(stream, last.streamSeq))?.id === last.id ? undefined : windowBefore(await store.newestMark());
}

/**
 * A new relay remembers nothing. If rows were marked after the stream's last message, that message was not the last one; and
 * rows marked together with it cannot be told apart, so these go again in any case while the broker still knows its own.
 */
export async function afterStart(bus: Bus, store: OutboxStore, stream: string): Promise<Resend> {
  const newest = await store.newestMark();
  if (!newest) return undefined;
  const { lastSeq } = await bus.streamStatus(stream);
  if (lastSeq === 0) return { since: undefined };
  const lastId = (await bus.stored(stream, lastSeq))?.id;
  const mark = lastId === undefined ? undefined : await store.markOf(lastId);
  // A message whose row is not marked was confirmed to a relay that died: it is newer than every mark.
  const atEnd = mark !== undefined && (mark.publishedAt === null || mark.publishedAt >= newest);
  return atEnd ? { since: newest } : windowBefore(newest);
}

const windowBefore = (newest: Date | undefined): Resend => ({ since: newest && new Date(newest.getTime() - RESEND_MS) });
