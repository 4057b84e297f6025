import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeCoqui = AsyncDisposable & Readonly<{ baseUrl: string; breakDown(): void }>;

const wav = (): Buffer => {
  const data = Buffer.alloc(3_200);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(16_000, 24);
  header.writeUInt32LE(32_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
};

/** A speech server that works until it is told to break. */
export async function startFakeCoqui(): Promise<FakeCoqui> {
  let broken = false;
  const server = createServer((_request, response) => {
    if (broken) response.writeHead(500).end();
    else response.writeHead(200, { 'content-type': 'audio/wav' }).end(wav());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    breakDown: () => {
      broken = true;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
