import { chosenProvider } from '@crm-gtd/shared/config/payment-config.ts';
import type { TenantDb } from '@crm-gtd/shared/database/tenant-db.ts';
import { onceOnly } from '@crm-gtd/shared/messaging/command.ts';
import { failpoint } from '@crm-gtd/shared/messaging/failpoint.ts';
import { type Deps, defineService, type ServiceParts } from '@crm-gtd/shared/service/define-service.ts';
import type { ActionEntry } from '@crm-gtd/shared/service/handle.ts';
import { auditActions } from './audit/audit.actions.ts';
import { auditConsumers } from './audit/audit.consumers.ts';
import { partitionsJob, verifyJob } from './audit/audit.jobs.ts';
import { type DeadLetterDesk, deadLetterDesk, deadLettersActions } from './audit/dead-letters.actions.ts';
import { failedEffectsActions } from './audit/failed-effects.actions.ts';
import { browserActions } from './browser/browser.actions.ts';
import { type GatewayConfig, gatewayConfig } from './config.ts';
import { createGatewayDb } from './db.ts';
import { type Entitlement, firstEntitlement, unsoldEntitlement } from './entitlements/entitlement.ts';
import { entitlementsConsumers } from './entitlements/entitlements.consumers.ts';
import { figuresModule } from './figures/figures.module.ts';
import type { DB } from './generated/db-types.ts';
import { createApp } from './http/app.ts';
import { initialiseHttpMetrics } from './http/http-metrics.ts';
import { idempotencyJob } from './http/idempotency.jobs.ts';
import { idempotency } from './http/idempotency.ts';
import type { LocalEntry } from './http/local-entry.ts';
import { type OriginRules, originRules } from './http/origins.ts';
import { createLimit } from './http/rate-limit.ts';
import { upgrades } from './http/upgrades.ts';
import { webProxy } from './http/web-proxy.ts';
import { sessionsJob } from './identity/identity.jobs.ts';
import { type IdentityModule, identityModule } from './identity/identity.module.ts';
import { invitationLinkActions } from './invitations/invitation-links.actions.ts';
import { invitationsActions } from './invitations/invitations.actions.ts';
import { membershipsActions } from './memberships/memberships.actions.ts';
import { watchNats } from './monitoring/broker-metrics.ts';
import { organizationsActions } from './organizations/organizations.actions.ts';
import { eventStreams } from './realtime/event-stream.ts';
import { createHub } from './realtime/hub.ts';
import { missedStore } from './realtime/missed.store.ts';
import { dispatcher } from './routes/dispatch.ts';
import { retiredAt } from './routes/retired-routes.ts';
import { allRoutes, eventStreamRoute, routeTable, webhookRoute } from './routes/route-table.ts';
import { uploadHandler } from './routes/upload.ts';
import { webhookHandler } from './routes/webhooks.ts';
import { operationsConsole } from './system/console.socket.ts';
import { systemActions } from './system/system.actions.ts';
import { type SystemDesk, systemDesk } from './system/system-tools.ts';
import { webHealth } from './system/web-health.client.ts';

type GatewayDeps = Deps<DB, GatewayConfig>;

type Desks = Readonly<{ system: SystemDesk; letters: DeadLetterDesk }>;

const firstOf = (config: GatewayConfig): Entitlement =>
  (chosenProvider(config) === 'none' ? unsoldEntitlement : firstEntitlement)(config.DEFAULT_ORG_LIMITS);

const ownActions = (
  { db, clock, config }: GatewayDeps,
  { authenticator, actions }: IdentityModule,
  { system, letters }: Desks,
): ActionEntry[] => {
  const first = firstOf(config);
  const { forgetUser } = authenticator;
  return [
    ...actions,
    ...organizationsActions({ db, clock, firstEntitlement: first }),
    ...membershipsActions({ db, clock, forgetUser }),
    ...invitationsActions({ db, clock, firstEntitlement: first, appUrl: `${config.PUBLIC_URL.replace(/\/$/, '')}${config.BASE_PATH}` }),
    ...auditActions(db),
    ...deadLettersActions(letters),
    ...failedEffectsActions(db, letters),
    ...systemActions(system),
    ...browserActions(),
  ];
};

const limitsOf = ({ redis, config: { RATE_LIMIT_IP, RATE_LIMIT_USER, RATE_LIMIT_WINDOW_SECONDS: windowSeconds } }: GatewayDeps) => ({
  ip: createLimit(redis, { name: 'ip', prefix: 'rl:ip', points: RATE_LIMIT_IP, windowSeconds }),
  user: createLimit(redis, { name: 'user', prefix: 'rl:user', points: RATE_LIMIT_USER, windowSeconds }),
});

const streamsOf = ({ db, bus, clock, config }: GatewayDeps, { authenticator }: IdentityModule) => {
  const hub = createHub(bus);
  const streams = eventStreams({
    hub,
    missed: missedStore(db),
    authenticator,
    clock,
    perUser: config.REALTIME_PER_USER,
    heartbeatSeconds: config.REALTIME_HEARTBEAT_SECONDS,
  });
  return { hub, streams };
};

type HttpOptions = Readonly<{
  identity: IdentityModule;
  actions: readonly ActionEntry[];
  origins: OriginRules;
  limits: ReturnType<typeof limitsOf>;
  web: ReturnType<typeof webProxy>;
}>;

const httpOf = (deps: GatewayDeps, { identity, actions, origins, limits, web }: HttpOptions) => {
  const { config, clock, callRaw } = deps;
  const { hub, streams } = streamsOf(deps, identity);
  const links = invitationLinkActions({ tools: identity.tools, firstEntitlement: firstOf(config) });
  const entries: readonly LocalEntry[] = [...identity.http, ...links, ...actions];
  const dispatch = dispatcher({
    table: routeTable(allRoutes),
    retired: retiredAt(),
    authenticator: identity.authenticator,
    limits,
    idempotency: idempotency(deps.db, clock, failpoint(config.FAIL_AT)),
    local: new Map(entries.map((entry) => [entry.contract.name, entry])),
    callRaw,
    once: (scope, work) => onceOnly(deps.db as unknown as TenantDb<unknown>, scope, work),
    special: new Map([
      [eventStreamRoute, streams.handler],
      [webhookRoute, webhookHandler(callRaw)],
    ]),
    upload: uploadHandler(callRaw),
  });
  const app = createApp({
    clock,
    origins,
    dispatch,
    environment: config.NODE_ENV,
    version: config.SERVICE_VERSION,
    trustedHops: config.TRUST_PROXY_HOPS,
    web,
  });
  return { app, hub, streams };
};

const desksOf = ({ db, bus, redis, clock, survey, config }: GatewayDeps): Desks => ({
  system: systemDesk({
    db,
    bus,
    redis,
    clock,
    survey,
    web: webHealth(config.WEB_URL, config.BASE_PATH),
    console: config.OPERATIONS_CONSOLE,
  }),
  letters: deadLetterDesk(db, bus),
});

const build = (deps: GatewayDeps): ServiceParts => {
  const { config, db, bus, redis, clock, call } = deps;
  initialiseHttpMetrics();
  const forgetNats = watchNats({ status: bus.status, monitorUrl: config.NATS_MONITOR_URL });
  const origins = originRules({ publicUrl: config.PUBLIC_URL, extra: config.CORS_ORIGINS });
  const identity = identityModule({ config, db, redis, clock, origins, firstEntitlement: firstOf(config) });
  const desks = desksOf(deps);
  const actions = ownActions(deps, identity, desks);
  const limits = limitsOf(deps);
  const web = webProxy(config.WEB_URL);
  const { app, hub, streams } = httpOf(deps, { identity, actions, origins, limits, web });
  const { authenticator } = identity;
  const console = operationsConsole({
    ...desks,
    db,
    clock,
    origins,
    authenticator,
    enabled: config.OPERATIONS_CONSOLE,
    takeFromLimit: (userId) => limits.user.take(userId),
    authenticateMs: 5_000,
    idleMs: config.OPERATIONS_CONSOLE_IDLE_SECONDS * 1_000,
  });
  const closing = (): void => {
    streams.closeAll();
    console.closeAll();
  };
  const onUpgrade = upgrades({
    console: console.upgrade,
    web: (request, socket, head) => web.upgrade(request as never, socket as never, head),
  });
  return {
    actions,
    consumers: [...auditConsumers(), ...entitlementsConsumers(call, clock)],
    jobs: [
      partitionsJob(db, clock),
      verifyJob(db),
      sessionsJob(db, clock, config.SESSION_MAX_DAYS),
      idempotencyJob(db),
      ...figuresModule(db, clock, config.REFRESH_IDLE_DAYS),
    ],
    listeners: [{ name: 'http', host: config.HOST, port: config.PORT, handler: app, onUpgrade, onClosing: closing }],
    onStop: async () => {
      forgetNats();
      await hub.close();
    },
  };
};

export const gatewayService = defineService<DB, typeof gatewayConfig>({
  name: 'gateway',
  config: gatewayConfig,
  createDb: createGatewayDb,
  build,
});
