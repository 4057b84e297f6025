import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { coquiEngine } from './coqui.client.ts';

test('a server that keeps failing answers SERVICE_UNAVAILABLE, also once the breaker refuses at once', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine = coquiEngine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    for (let call = 0; call < 15; call += 1)
      await expect(engine.speak({ text: 'Halo', language: 'pl' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(asked).toBeLessThan(15);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test('F14: of an answer without end only the first bytes are read', async () => {
  let sent = 0;
  let closed = false;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav' });
    response.on('close', () => {
      closed = true;
    });
    const piece = Buffer.alloc(1_000_000);
    const more = (): void => {
      while (!closed && sent < 400_000_000) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once('drain', more);
      }
    };
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const engine = coquiEngine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    await expect(engine.speak({ text: 'Halo', language: 'pl' })).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(sent).toBeLessThan(60_000_000);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
