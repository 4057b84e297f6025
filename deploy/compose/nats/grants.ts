import { ADVISORY_STREAM, DEAD_LETTER_STREAM, eventServices, streamOf } from '../../../shared/messaging/streams.ts';

export type Grants = Readonly<{ publish: readonly string[]; subscribe: readonly string[] }>;

type Service = (typeof eventServices)[number];

/** Whom a service asks by RPC. A call that is missing here never arrives: the broker drops it. */
const callees: Readonly<Record<Service, readonly Service[]>> = {
  gateway: ['crm', 'gtd', 'ai', 'voice', 'billing'],
  crm: ['gtd', 'billing'],
  gtd: ['crm'],
  ai: ['crm', 'gtd'],
  voice: [],
  billing: ['gateway', 'crm'],
};

/** The durables of a service, by the service whose events they read. */
const durables: Readonly<Record<Service, Readonly<Partial<Record<Service, readonly string[]>>>>> = {
  gateway: {
    ...Object.fromEntries(eventServices.map((service) => [service, [`gateway-audit-${service}`]])),
    billing: ['gateway-audit-billing', 'gateway-entitlements-subscription'],
  },
  crm: {
    gateway: ['crm-pipelines-organization-created'],
    crm: ['crm-motion-deal-reopened', 'crm-motion-deal-restored'],
    gtd: ['crm-motion-task', 'crm-motion-waiting-for'],
  },
  gtd: {
    gateway: ['gtd-contexts-organization-created', 'gtd-followups-organization-created'],
    crm: ['gtd-followups-deal-won', 'gtd-followups-deal-reopened'],
  },
  ai: { crm: ['ai-executions-deal-won'], gtd: ['ai-suggestions-inbox-item-captured'] },
  voice: {},
  billing: {
    gateway: ['billing-subscriptions-organization-created'],
    crm: ['billing-invoices-deal-won', 'billing-invoices-deal-reopened', 'billing-invoices-deal-deleted', 'billing-invoices-deal-restored'],
  },
};

const moleculer = 'MOL-crm-gtd';

/** Least that lets a service work: its own events out, its own durables in, its own name in RPC. */
export function serviceGrants(service: Service): Grants {
  const parts = [rpc(service), events(service), streams(), consumers(service), ...(service === 'gateway' ? [gatewayOnly()] : [])];
  return { publish: parts.flatMap(({ publish }) => publish), subscribe: parts.flatMap(({ subscribe }) => subscribe) };
}

function rpc(service: Service): Grants {
  const callers = eventServices.filter((other) => callees[other].includes(service));
  return {
    publish: [
      ...['DISCOVER', 'INFO', 'HEARTBEAT', 'PING', 'DISCONNECT'].map((kind) => `${moleculer}.${kind}`),
      // Nodes introduce themselves to each other by name.
      ...['DISCOVER', 'INFO', 'PING', 'PONG'].map((kind) => `${moleculer}.${kind}.>`),
      // Itself as well: a service asks itself through the broker before it calls itself ready.
      ...[service, ...callees[service]].map((callee) => `${moleculer}.REQ.${callee}.>`),
      ...[service, ...callers].map((caller) => `${moleculer}.RES.${caller}.>`),
    ],
    subscribe: [
      ...['DISCOVER', 'INFO', 'HEARTBEAT', 'PING', 'DISCONNECT'].map((kind) => `${moleculer}.${kind}`),
      ...['REQ', 'RES', 'EVENT', 'DISCOVER', 'INFO', 'PING', 'PONG'].map((kind) => `${moleculer}.${kind}.${service}.>`),
    ],
  };
}

function events(service: Service): Grants {
  return {
    publish: [`evt.${service}.>`, `dlq.${service}.>`, `relay.wake.${service}`],
    subscribe: [`_INBOX_${service}.>`, `relay.wake.${service}`, `replay.${service}.*`],
  };
}

/** Whoever starts first makes the streams; nobody may change, empty or remove one. */
function streams(): Grants {
  const names = [...eventServices.map(streamOf), DEAD_LETTER_STREAM, ADVISORY_STREAM];
  return { publish: names.flatMap((name) => [`$JS.API.STREAM.INFO.${name}`, `$JS.API.STREAM.CREATE.${name}`]), subscribe: [] };
}

function consumers(service: Service): Grants {
  const own = Object.entries(durables[service]).flatMap(([from, names]) => names.map((durable) => [streamOf(from), durable] as const));
  const all = [...own, [ADVISORY_STREAM, `${service}-given-up`] as const];
  // To read again what a handler never finished, and to see whether the broker still has what it confirmed.
  const readable = [...new Set([streamOf(service), ...own.map(([stream]) => stream)])];
  return {
    publish: [
      ...all.flatMap(([stream, durable]) => [
        `$JS.API.CONSUMER.CREATE.${stream}.${durable}.>`,
        `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
        `$JS.API.CONSUMER.DELETE.${stream}.${durable}`,
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
        `$JS.ACK.${stream}.${durable}.>`,
      ]),
      ...readable.map((stream) => `$JS.API.STREAM.MSG.GET.${stream}`),
    ],
    subscribe: [],
  };
}

/** Realtime follows one organization's events; the operations console lists, replays and discards dead letters. */
function gatewayOnly(): Grants {
  return { publish: [...deadLetters(), ...lag()], subscribe: ['evt.>'] };
}

function deadLetters(): string[] {
  const stream = DEAD_LETTER_STREAM;
  return [
    // A reader for one page, without a name of its own.
    `$JS.API.CONSUMER.CREATE.${stream}`,
    `$JS.API.CONSUMER.CREATE.${stream}.*.>`,
    `$JS.API.CONSUMER.INFO.${stream}.*`,
    `$JS.API.CONSUMER.DELETE.${stream}.*`,
    `$JS.API.CONSUMER.MSG.NEXT.${stream}.*`,
    `$JS.API.STREAM.MSG.GET.${stream}`,
    `$JS.API.STREAM.MSG.DELETE.${stream}`,
    'replay.*.*',
  ];
}

function lag(): string[] {
  return ['$JS.API.CONSUMER.LIST.*', '$JS.API.CONSUMER.NAMES.*', '$JS.API.CONSUMER.INFO.*.*'];
}

/** `ops` on the host: everything of JetStream, replays, and nothing that looks like an event or a call of a service. */
export function operatorGrants(): Grants {
  return { publish: ['$JS.API.>', '$JS.ACK.>', 'replay.*.*'], subscribe: ['_INBOX_ops.>', '_INBOX.>'] };
}
