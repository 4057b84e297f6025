/** The in-process baseline: contacts with the product's own entries, store, database and token check in one process, without a bus. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type NextFunction, type Request, type Response } from 'express';
import { contactsActions } from '../../services/crm/src/contacts/contacts.actions.ts';
import { contactsStore } from '../../services/crm/src/contacts/contacts.store.ts';
import { createCrmDb } from '../../services/crm/src/db.ts';
import { gatewayConfig } from '../../services/gateway/src/config.ts';
import { createGatewayDb } from '../../services/gateway/src/db.ts';
import { firstEntitlement } from '../../services/gateway/src/entitlements/entitlement.ts';
import { addressHash } from '../../services/gateway/src/http/address-hash.ts';
import { createApp } from '../../services/gateway/src/http/app.ts';
import { parseJsonObject, readBody } from '../../services/gateway/src/http/body.ts';
import { idempotency } from '../../services/gateway/src/http/idempotency.ts';
import { networkOf } from '../../services/gateway/src/http/network.ts';
import { originRules } from '../../services/gateway/src/http/origins.ts';
import { parseQuery } from '../../services/gateway/src/http/query.ts';
import { createLimit, limitKey } from '../../services/gateway/src/http/rate-limit.ts';
import { contextOf } from '../../services/gateway/src/http/request-context.ts';
import { webProxy } from '../../services/gateway/src/http/web-proxy.ts';
import { identityModule } from '../../services/gateway/src/identity/identity.module.ts';
import { dispatcher } from '../../services/gateway/src/routes/dispatch.ts';
import { inputReader } from '../../services/gateway/src/routes/request-input.ts';
import { retiredAt } from '../../services/gateway/src/routes/retired-routes.ts';
import { allRoutes, routeTable } from '../../services/gateway/src/routes/route-table.ts';
import { systemClock } from '../../shared/clock.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { newId } from '../../shared/ids.ts';
import { connectJetStreamBus } from '../../shared/messaging/jetstream-bus.ts';
import { onWake } from '../../shared/messaging/relay-wake.ts';
import { connectRedis } from '../../shared/service/connections.ts';
import type { ActionEntry } from '../../shared/service/handle.ts';
import { configureLogger } from '../../shared/telemetry/logger.ts';
import type { BaselineSettings } from './baseline-settings.ts';

process.once('message', (settings: BaselineSettings) => void start(settings));
process.on('disconnect', () => process.exit(0));

async function start({ kind, env, crmDatabaseUrl }: BaselineSettings): Promise<void> {
  const config = loadConfig(gatewayConfig, env);
  configureLogger({ service: `bench-${kind}`, version: 'bench', env: config.NODE_ENV, level: config.LOG_LEVEL });
  const parts = partsOf(config, crmDatabaseUrl);
  await wakeRelay(config);
  const server = createServer(kind === 'bare' ? bare(parts) : edge(parts));
  server.listen(0, '127.0.0.1', () => process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
}

/**
 * What is committed here leaves as soon as what crm commits: its relay is told, as by a second replica of crm. Without that its events
 * would wait for the relay's poll and travel in larger parcels, and the baseline would be spared what the product promises.
 */
async function wakeRelay({ NATS_URL }: Config): Promise<void> {
  const bus = await connectJetStreamBus({ url: NATS_URL, service: 'crm', maxBytes: 0 });
  onWake(() => bus.announce('relay.wake.crm', ''));
}

type Config = ReturnType<typeof loadConfig<typeof gatewayConfig>>;
type Parts = ReturnType<typeof partsOf>;

function partsOf(config: Config, crmDatabaseUrl: string) {
  const maxConnections = config.DATABASE_POOL_MAX;
  const db = createGatewayDb({ url: config.DATABASE_URL, schema: 'gateway', applicationName: 'bench-gateway', maxConnections });
  const crm = createCrmDb({ url: crmDatabaseUrl, schema: 'crm', applicationName: 'bench-crm', maxConnections });
  const redis = connectRedis(config.REDIS_URL);
  const origins = originRules({ publicUrl: config.PUBLIC_URL, extra: [] });
  const identity = identityModule({ config, db, redis, clock: systemClock, origins, firstEntitlement: firstEntitlement() });
  const entries: readonly ActionEntry[] = contactsActions(contactsStore(crm), systemClock);
  return { config, db, redis, origins, identity, entries };
}

function bare({ identity, entries }: Parts): RequestListener {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  for (const entry of entries) {
    const { http, status, maxBodyBytes } = entry.contract;
    if (!http) continue;
    const read = inputReader(entry.contract);
    const answer = async (request: Request, response: Response): Promise<void> => {
      const found = await identity.authenticator.authenticate(request.headers.authorization);
      const body = http.method === 'POST' ? parseJsonObject(await readBody(request, maxBodyBytes)) : {};
      const at = request.url.indexOf('?');
      const query = parseQuery(at < 0 ? '' : request.url.slice(at));
      const params = request.params as Record<string, string>;
      const correlationId = newId();
      const scope = found && { ...found.actor, correlationId, causationId: correlationId };
      const output = await entry.run(read({ params, query, body, version: undefined }), { scope, correlationId });
      response.statusCode = status;
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      response.end(JSON.stringify(output));
    };
    app[http.method.toLowerCase() as 'get'](`/api/v1${http.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, answer);
  }
  // The load generator leaves in the middle of requests; Express would print each.
  app.use((_error: unknown, _request: Request, response: Response, _next: NextFunction) => void response.writeHead(500).end());
  return app;
}

const nothing = async (): Promise<never> => {
  throw new Error('The baseline has no bus');
};

function edge({ config, db, redis, origins, identity, entries }: Parts): RequestListener {
  const windowSeconds = config.RATE_LIMIT_WINDOW_SECONDS;
  const ip = createLimit(redis, { name: 'ip', prefix: 'bench:ip', points: config.RATE_LIMIT_IP, windowSeconds });
  const dispatch = dispatcher({
    retired: retiredAt(),
    table: routeTable(allRoutes),
    authenticator: identity.authenticator,
    anonymous: (request) => ip.take(limitKey(networkOf(contextOf(request).ip))),
    userLimit: createLimit(redis, { name: 'user', prefix: 'bench:user', points: config.RATE_LIMIT_USER, windowSeconds }),
    idempotency: idempotency(db, systemClock),
    local: new Map(entries.map((entry) => [entry.contract.name, entry])),
    callRaw: nothing,
    once: (_scope, work) => work(),
    special: new Map(),
    upload: nothing,
  });
  const { NODE_ENV: environment, SERVICE_VERSION: version, TRUST_PROXY_HOPS: trustedHops, WEB_URL } = config;
  return createApp({
    clock: systemClock,
    origins,
    dispatch,
    environment,
    version,
    trustedHops,
    overTls: false,
    addressHash: addressHash('bench'),
    web: webProxy(WEB_URL),
  });
}
