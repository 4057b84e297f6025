import { Events, type NatsConnection } from 'nats';
import { clientConnected, clientReconnects } from './messaging-metrics.ts';

const client = { client: 'moleculer' };

/** The connection that calls between services use, which Moleculer opens and mends by itself. */
export async function followRpcClient(connection: object): Promise<void> {
  clientConnected.set(client, 1);
  for await (const { type } of (connection as NatsConnection).status()) {
    if (type === Events.Disconnect) clientConnected.set(client, 0);
    if (type !== Events.Reconnect) continue;
    clientConnected.set(client, 1);
    clientReconnects.inc(client);
  }
}
