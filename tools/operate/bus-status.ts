import type { Bus, StreamStatus } from '../../shared/messaging/bus.ts';
import { DEAD_LETTER_STREAM, eventServices, streamOf } from '../../shared/messaging/streams.ts';
import { withBus } from './bus.ts';

const wanted = [...eventServices.map(streamOf), DEAD_LETTER_STREAM];

async function found(bus: Bus, name: string): Promise<StreamStatus | undefined> {
  try {
    return await bus.streamStatus(name);
  } catch (error) {
    // Whatever the reason, the next line names the stream; the reason goes where the operator can see it too.
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Lines `ok|warn|fail<TAB>what` for `ops doctor`. */
await withBus(async (bus) => {
  const streams: StreamStatus[] = [];
  const missing: string[] = [];
  for (const name of wanted) {
    const status = await found(bus, name);
    if (status) streams.push(status);
    else missing.push(name);
  }
  if (missing.length > 0) console.log(`fail\tstreams missing: ${missing.join(', ')}; a service that starts makes them`);
  else console.log(`ok\t${streams.length} streams, ${streams.reduce((sum, { messages }) => sum + messages, 0)} messages`);
  const letters = streams.find(({ name }) => name === DEAD_LETTER_STREAM)?.messages ?? 0;
  if (letters > 0) console.log(`warn\t${letters} dead letters: ops dlq list`);
});
