import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type FakeOpenAi = AsyncDisposable & Readonly<{ baseUrl: string; requests: unknown[] }>;

/** A server that speaks as much of the protocol as the client needs; `answer` decides status and content of each call. */
export async function startFakeOpenAi(
  answer: (call: number) => Readonly<{ status?: number; content?: string | null; delayMs?: number }>,
): Promise<FakeOpenAi> {
  const requests: unknown[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests.push({ path: request.url, authorization: request.headers.authorization, body: JSON.parse(body) });
      const { status = 200, content = '', delayMs = 0 } = answer(requests.length);
      const reply = status === 200 ? completion(content) : { error: { message: 'Incorrect API key provided: sk-secret', type: 'x' } };
      setTimeout(() => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply)), delayMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const completion = (content: string | null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 0,
  model: 'fake',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
});
