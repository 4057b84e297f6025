import { jetStreamDeadLetters } from './jetstream-dead-letters.ts';
import { type JetStreamBusOptions, openLink } from './jetstream-link.ts';
import { isStreamMissing } from './jetstream-streams.ts';
import { ADVISORY_STREAM, eventServices, streamOf } from './streams.ts';

export type ResetAnswer = Readonly<{ streams: readonly string[]; letters: number }>;

/**
 * For a database that was put back to an earlier state: its events and effects after that moment are gone, while the streams know
 * those events and their durables have confirmed those effects. The streams go, with their durables; the services make them
 * anew, each relay finds its own empty and sends what its outbox keeps, and the inboxes skip what had taken effect.
 * Dead letters of events that come again in this way (`lettersSince`) go too: otherwise each would lie there twice.
 */
export async function resetEventStreams(options: JetStreamBusOptions, lettersSince: Date): Promise<ResetAnswer> {
  const link = await openLink(options);
  try {
    const streams: string[] = [];
    for (const name of [...eventServices.map(streamOf), ADVISORY_STREAM]) if (await remove(link, name)) streams.push(name);
    return { streams, letters: await discardLetters(link, lettersSince) };
  } finally {
    await link.connection.close();
  }
}

type Link = Awaited<ReturnType<typeof openLink>>;

async function remove(link: Link, name: string): Promise<boolean> {
  try {
    return await link.manager.streams.delete(name);
  } catch (error) {
    if (isStreamMissing(error)) return false;
    throw error;
  }
}

async function discardLetters(link: Link, since: Date): Promise<number> {
  const letters = jetStreamDeadLetters(link);
  let discarded = 0;
  try {
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof letters.list>> = await letters.list({ cursor, limit: 100 });
      for (const { id, at } of page.items) {
        if (at < since) continue;
        await letters.discard(id);
        discarded += 1;
      }
      cursor = page.nextCursor;
    }
  } catch (error) {
    // A broker with a new, empty store has no dead letters either.
    if (!isStreamMissing(error)) throw error;
  }
  return discarded;
}
