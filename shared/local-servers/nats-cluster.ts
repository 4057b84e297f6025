import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalNats, type NatsOptions, startNats } from './nats.ts';
import { freePort } from './ports.ts';

export type LocalNatsCluster = AsyncDisposable & {
  /** All nodes, separated by commas, as NATS_URL takes them. */
  readonly url: string;
  readonly nodes: readonly string[];
  /** kill -9; gives the pid when the process is gone. */
  kill(node: string): Promise<number>;
  /** Starts a killed node again on its own data, or on an empty disk; gives its new pid. */
  start(node: string, options?: { readonly wiped?: boolean }): Promise<number>;
  stop(): Promise<void>;
};

type Node = { readonly name: string; readonly options: NatsOptions; server: LocalNats };

/** Three nats-servers on loopback that hold every stream three times. */
export async function startNatsCluster(folder: string, size = 3): Promise<LocalNatsCluster> {
  const routePorts = await Promise.all(Array.from({ length: size }, () => freePort()));
  const places = await Promise.all(routePorts.map((routePort, index) => place(folder, `n${index + 1}`, routePort, routePorts)));
  const nodes: Node[] = await Promise.all(places.map(async ({ name, options }) => ({ name, options, server: await startNats(options) })));
  const named = (name: string): Node => {
    const node = nodes.find((candidate) => candidate.name === name);
    if (node === undefined) throw new Error(`The cluster has no node ${name}`);
    return node;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(({ server }) => server.stop()));
  };
  return {
    url: nodes.map(({ server }) => server.url).join(','),
    nodes: nodes.map(({ name }) => name),
    kill: async (name) => {
      const { server } = named(name);
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
      return server.pid;
    },
    start: async (name, { wiped = false } = {}) => {
      const node = named(name);
      if (wiped) rmSync(node.options.dataDir, { recursive: true, force: true });
      node.server = await startNats(node.options);
      return node.server.pid;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function place(folder: string, name: string, routePort: number, routePorts: readonly number[]) {
  const ports = { port: await freePort(), monitorPort: await freePort() };
  return { name, options: { dataDir: join(folder, name), ...ports, cluster: { node: name, routePort, routePorts } } };
}
