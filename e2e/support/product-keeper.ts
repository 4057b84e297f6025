import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testProduct } from './product.ts';
import { type Kept, keptNames } from './shared-product.ts';

export type Keeper = AsyncDisposable & Readonly<{ url: string }>;

/**
 * Starts one product for all files of a run, when the first of them asks, and stops it at the end. It lives in the process that runs
 * Jest, since whatever a test file starts ends with that file.
 */
export async function keepProduct(): Promise<Keeper> {
  let starting: ReturnType<typeof testProduct> | undefined;
  let answer: { status: number; text: string } = { status: 202, text: '' };
  const begin = (): void => {
    starting = testProduct({ web: true });
    starting.then(
      ({ url, ports, servers, secrets, dataDir, pid }) => {
        const pids = Object.fromEntries(keptNames.map((name) => [name, pid(name)]));
        answer = { status: 200, text: JSON.stringify({ url, ports, servers, secrets, dataDir, pids } satisfies Kept) };
      },
      (error: unknown) => {
        answer = { status: 500, text: String((error as Error).stack) };
      },
    );
  };
  const server = createServer((_, response) => {
    if (starting === undefined) begin();
    response.writeHead(answer.status).end(answer.text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
}
