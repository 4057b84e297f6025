import { DEAD_LETTER_STREAM } from '../../shared/messaging/streams.ts';
import { withBus } from './bus.ts';

/** Lines `ok|warn|fail<TAB>what` for `ops doctor`. */
await withBus(async (bus) => {
  const { connected, streams, missing } = await bus.status();
  if (!connected) throw new Error('The broker is not connected');
  if (missing.length > 0) console.log(`fail\tstreams missing: ${missing.join(', ')}; a service that starts makes them`);
  else console.log(`ok\t${streams.length} streams, ${streams.reduce((sum, { messages }) => sum + messages, 0)} messages`);
  const letters = streams.find(({ name }) => name === DEAD_LETTER_STREAM)?.messages ?? 0;
  if (letters > 0) console.log(`warn\t${letters} dead letters: ops dlq list`);
});
