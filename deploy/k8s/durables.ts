import { aiService } from '../../services/ai/src/service.ts';
import { billingService } from '../../services/billing/src/service.ts';
import { crmService } from '../../services/crm/src/service.ts';
import { gatewayService } from '../../services/gateway/src/service.ts';
import { gtdService } from '../../services/gtd/src/service.ts';
import { voiceService } from '../../services/voice/src/service.ts';
import type { Deps, ServiceParts } from '../../shared/service/define-service.ts';
import { makeSecrets } from '../../tools/run/secrets.ts';

export type Durable = Readonly<{ service: string; stream: string; durable: string }>;

type Described = Readonly<{ name: string; config: { parse(input: unknown): unknown }; build(deps: Deps<never, never>): ServiceParts }>;
const services = [gatewayService, crmService, gtdService, aiService, voiceService, billingService] as unknown as readonly Described[];

/** Answers every question with itself: what a service is given while it is only wired, never run. */
const nothing: unknown = new Proxy(() => undefined, {
  get: (_target, name) => (name === 'then' ? undefined : nothing),
  apply: () => nothing,
});

const url = 'postgresql://nobody@127.0.0.1:1/none';
const { actorKeys, jwtSecret, jwtRefreshSecret } = makeSecrets();
const settings = {
  DATABASE_URL: url,
  RELAY_DATABASE_URL: url,
  NATS_URL: 'nats://127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
  OPERATIONS_PORT: '1',
  ACTOR_PRIVATE_KEY: actorKeys['gateway']?.privateKey,
  ACTOR_PUBLIC_KEYS: '{}',
  JWT_SECRET: jwtSecret,
  JWT_REFRESH_SECRET: jwtRefreshSecret,
  PAYMENT_PROVIDER: 'sandbox',
};

const durablesOf = ({ name, config, build }: Described): Durable[] => {
  const deps = new Proxy({ config: config.parse(settings) }, { get: (known, field) => (field === 'config' ? known.config : nothing) });
  const { consumers } = build(deps as unknown as Deps<never, never>);
  return consumers.flatMap(({ subscriptions }) => subscriptions.map(({ stream, durable }) => ({ service: name, stream, durable })));
};

/** Every durable of every service, asked of the declarations the services run. */
export const allDurables = (): Durable[] => services.flatMap(durablesOf);
