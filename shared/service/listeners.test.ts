import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { startListeners } from './listeners.ts';

const handler = (request: import('node:http').IncomingMessage, response: import('node:http').ServerResponse): void => {
  request.resume();
  request.on('end', () => response.end('done'));
};

/** Node's own habit is to look every 30 s: longer than this test may take. */
test.each([
  ['headers', 'POST / HTTP/1.1\r\nHost: x\r\nX-Slow: '],
  ['a body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc'],
])(
  'F13: %s that do not come are given up soon after their limit',
  async (_what, beginning) => {
    const listeners = await startListeners([{ name: 'http', port: 0, handler }], { requestTimeout: 400, headersTimeout: 300 });
    const socket = connect(listeners.ports['http'] as number, '127.0.0.1');
    try {
      await once(socket, 'connect');
      socket.write(beginning);
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
    } finally {
      socket.destroy();
      await listeners.close();
    }
  },
  20_000,
);
