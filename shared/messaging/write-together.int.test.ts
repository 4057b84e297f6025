import { expect, test } from '@jest/globals';
import { connect } from 'nats';
import { testStack } from '../testing/test-stack.ts';
import { writeTogether } from './write-together.ts';

/** Counts what reaches the socket; the client's inner parts are the very thing under test. */
const counting = (connection: object): (() => number) => {
  const { transport } = (connection as { protocol: { transport: { send(frame: Uint8Array): void } } }).protocol;
  const send = transport.send.bind(transport);
  let writes = 0;
  transport.send = (frame) => {
    writes += 1;
    send(frame);
  };
  return () => writes;
};

test('what several callbacks of one turn publish leaves in one write, all of it and in order', async () => {
  const connection = await connect({ servers: new URL(testStack().natsUrl).host });
  try {
    writeTogether(connection);
    const heard: string[] = [];
    const everything = Promise.withResolvers<void>();
    connection.subscribe('together.>', {
      callback: (_error, message) => {
        heard.push(message.subject);
        if (heard.length === 20) everything.resolve();
      },
    });
    await connection.flush();
    const writes = counting(connection);
    const subjects = Array.from({ length: 20 }, (_, index) => `together.${index}`);
    for (const subject of subjects) setImmediate(() => connection.publish(subject, 'x'));
    await everything.promise;
    expect(heard).toEqual(subjects);
    expect(writes()).toBeLessThanOrEqual(2);
  } finally {
    await connection.close();
  }
});

test('another client is refused, instead of writing as before in silence', () => {
  expect(() => writeTogether({ protocol: {} })).toThrow('another way');
});
