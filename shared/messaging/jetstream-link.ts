import type { ConnectionOptions, JetStreamClient, JetStreamManager, MsgHdrs, NatsConnection } from 'nats';
import { connect, Events, NatsError, headers as natsHeaders, nkeyAuthenticator } from 'nats';
import { logger as defaultLogger, type Logger } from '../telemetry/logger.ts';
import { clientConnected, clientReconnects } from './messaging-metrics.ts';
import type { StreamSizes } from './streams.ts';
import { writeTogether } from './write-together.ts';

export type JetStreamBusOptions = StreamSizes &
  Readonly<{
    /** One or more, separated by commas; `nats://user:password@host:port` carries credentials. */
    url: string;
    /** Names the connection and its inbox subjects, so that grants can be given per service. */
    service: string;
    nkeySeed?: string;
    caFile?: string;
    /** An in-flight publish waits this long after the broker died: it is the floor of the relay's recovery. */
    publishTimeoutMs?: number;
    /** Gives up the first connection after this; later losses are retried for ever. */
    connectTimeoutMs?: number;
    logger?: Logger;
  }>;

/** What the parts of this bus share; nothing outside shared/messaging sees the client. */
export type Link = Readonly<{
  connection: NatsConnection;
  client: JetStreamClient;
  manager: JetStreamManager;
  logger: Logger;
  state: { connected: boolean; reconnects: number };
}>;

export async function openLink(options: JetStreamBusOptions): Promise<Link> {
  const connection = await firstConnection(options);
  writeTogether(connection);
  const client = connection.jetstream({ timeout: 5_000 });
  const manager = await connection.jetstreamManager({ timeout: 5_000, checkAPI: false });
  return { connection, client, manager, logger: options.logger ?? defaultLogger, state: { connected: true, reconnects: 0 } };
}

function connectionOptions({ url, service, nkeySeed, caFile }: JetStreamBusOptions): ConnectionOptions {
  const servers = url.split(',').map((text) => new URL(text.trim()));
  const { username, password, protocol } = servers[0] as URL;
  return {
    servers: servers.map(({ host }) => host),
    name: `${service}-events`,
    inboxPrefix: `_INBOX_${service}`,
    pingInterval: 5_000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 100,
    reconnectJitterTLS: 100,
    noAsyncTraces: true,
    ...(username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(nkeySeed === undefined ? {} : { authenticator: nkeyAuthenticator(new TextEncoder().encode(nkeySeed)) }),
    ...(protocol === 'tls:' || caFile !== undefined ? { tls: caFile === undefined ? {} : { caFile } } : {}),
  };
}

/** Services and broker start together, so the first connection is given some time; wrong credentials will not mend by waiting. */
async function firstConnection(options: JetStreamBusOptions): Promise<NatsConnection> {
  const deadline = performance.now() + (options.connectTimeoutMs ?? 30_000);
  for (;;) {
    try {
      return await connect(connectionOptions(options));
    } catch (error) {
      const refused = error instanceof NatsError && error.isAuthError();
      if (refused || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Keeps `link.state` true to the connection; `onNewBroker` runs when another broker process answers than before. */
export function followConnection(link: Link, onNewBroker: () => Promise<void>): void {
  const { connection, logger } = link;
  clientConnected.set(client, 1);
  clientReconnects.inc(client, 0);
  let broker = connection.info?.server_id;
  const onReconnect = async (): Promise<void> => {
    if (connection.info?.server_id === broker) return;
    broker = connection.info?.server_id;
    await onNewBroker().catch((error: unknown) => logger.error('bus.new_broker_unprepared', { error: String(error) }));
  };
  void follow(link, onReconnect);
}

const client = { client: 'jetstream' };

async function follow({ connection, logger, state }: Link, onReconnect: () => Promise<void>): Promise<void> {
  for await (const event of connection.status()) {
    if (event.type === Events.Disconnect) {
      state.connected = false;
      clientConnected.set(client, 0);
      logger.warn('bus.disconnected');
    } else if (event.type === Events.Reconnect) {
      state.connected = true;
      state.reconnects += 1;
      clientConnected.set(client, 1);
      clientReconnects.inc(client);
      logger.info('bus.reconnected');
      void onReconnect();
    } else if (event.type === Events.Error) {
      logger.error('bus.client_error', { error: String(event.data) });
    }
  }
}

export function toHeaders(values: Readonly<Record<string, string>>): MsgHdrs {
  const result = natsHeaders();
  for (const [name, value] of Object.entries(values)) result.set(name, value);
  return result;
}

export function fromHeaders(source: MsgHdrs | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of source?.keys() ?? []) result[name] = source?.get(name) ?? '';
  return result;
}
