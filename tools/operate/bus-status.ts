import { DEAD_LETTER_STREAM, eventServices, streamOf } from '../../shared/messaging/streams.ts';
import { withBus } from './bus.ts';

/** Lines `ok|warn|fail<TAB>what` for `ops doctor`. */
await withBus(async (bus) => {
  const { streams } = await bus.status();
  const names = new Set(streams.map(({ name }) => name));
  const missing = [...eventServices.map(streamOf), DEAD_LETTER_STREAM].filter((name) => !names.has(name));
  if (missing.length > 0) console.log(`fail\tstreams missing: ${missing.join(', ')}; a service that starts makes them`);
  else console.log(`ok\t${streams.length} streams, ${streams.reduce((sum, { messages }) => sum + messages, 0)} messages`);
  const letters = missing.includes(DEAD_LETTER_STREAM) ? [] : await bus.deadLetters.counts();
  const waiting = letters.reduce((sum, { messages }) => sum + messages, 0);
  if (waiting > 0) console.log(`warn\t${waiting} dead letters: ops dlq list`);
});
