/**
 * The boundaries of ARCHITECTURE.md as rules. `tools/lint/boundaries.test.ts` plants one violation of each and sees it caught.
 * To let one slice use another, add the edge to SLICE_EDGES with the reason, where a reviewer sees it.
 */
const SLICE_EDGES = [
  // { from: 'crm/deals', to: 'crm/pipelines', because: 'a deal lives in a stage' },
  { from: 'gtd/inbox', to: 'gtd/tasks', because: 'a decision makes tasks in the transaction that clears the item' },
  { from: 'gtd/inbox', to: 'gtd/projects', because: 'a decision makes a project together with its first action' },
  { from: 'gtd/inbox', to: 'gtd/waiting', because: 'delegating opens a waiting-for in the transaction that clears the item' },
  { from: 'gtd/followups', to: 'gtd/tasks', because: 'a follow-up is a task' },
  { from: 'ai/suggestions', to: 'ai/models', because: 'a suggestion is what a model answered' },
  { from: 'ai/suggestions', to: 'ai/executions', because: 'each suggestion leaves the record of its run in the same transaction' },
  { from: 'billing/checkouts', to: 'billing/money', because: 'a checkout shows VAT' },
  { from: 'billing/checkouts', to: 'billing/subscriptions', because: 'a paid checkout changes the subscription in its transaction' },
  { from: 'billing/checkouts', to: 'billing/providers', because: 'the provider port is shared by checkouts and webhooks' },
  { from: 'billing/invoices', to: 'billing/money', because: 'an invoice is amounts and VAT' },
  { from: 'gateway/identity', to: 'gateway/users', because: 'signing in looks a user up' },
  { from: 'gateway/identity', to: 'gateway/memberships', because: 'a session carries the role the user has in its organization' },
  { from: 'gateway/identity', to: 'gateway/organizations', because: 'registering opens an organization in the same transaction' },
  { from: 'gateway/identity', to: 'gateway/entitlements', because: 'a session carries what the plan allows' },
  {
    from: 'gateway/memberships',
    to: 'gateway/invitations',
    because: 'who is lowered or removed voids what he offered, in the same transaction',
  },
  { from: 'gateway/invitations', to: 'gateway/memberships', because: 'an accepted invitation becomes a membership, and both take seats' },
  { from: 'gateway/invitations', to: 'gateway/users', because: 'the invitation page says who invites, and opens accounts' },
  { from: 'gateway/invitations', to: 'gateway/entitlements', because: 'the plan limits users' },
  { from: 'gateway/invitations', to: 'gateway/organizations', because: 'the invitation page says to which organization' },
  {
    from: 'gateway/invitations',
    to: 'gateway/identity',
    because: 'an account opened by a link is signed in, and a taken address is refused as a wrong password',
  },
  { from: 'gateway/organizations', to: 'gateway/memberships', because: 'who opens an organization becomes its owner' },
  { from: 'gateway/organizations', to: 'gateway/entitlements', because: 'the organization shows what its plan allows' },
  {
    from: 'gateway/system',
    to: 'gateway/audit',
    because: 'the system page shows dead letters, and a trace with the events it left in the log',
  },
  {
    from: 'gateway/system',
    to: 'gateway/identity',
    because: 'the console authenticates its own connection, which passes beside the dispatcher',
  },
  { from: 'voice/speech', to: 'voice/engines', because: 'speech is what an engine makes of a text' },
  { from: 'ai/executions', to: 'ai/models', because: 'a run names the provider it used' },
];

/** Parts of a service that serve every slice of it. */
const PLATFORM_FOLDERS = 'http|routes|realtime|generated|generated-kysely';

/** Files of a slice that do I/O under a name of their own: loops over jobs, figures, the parts around passwords and tokens. */
const WORKING_FILES = '(-(worker|metrics|tools|jobs)|/(speaker|authenticator|passwords|access-tokens))\\.ts$';

const TESTS = '\\.test\\.tsx?$';
const TOOLS = '^(tools|e2e|observability|deploy)/';
const CONFIGS = '\\.config\\.(ts|mjs)$';

/** Database, broker and network packages: what a file of pure decisions must not know. */
const IO_PACKAGES =
  'node_modules/(pg|pg-[a-z]+|kysely|@prisma/[^/]+|nats|moleculer|ioredis|express|openai|undici|opossum|busboy|better-sse|http-proxy-middleware|prom-client|winston)(/|$)';
const PROVIDER_SDKS = 'node_modules/(openai|stripe|@aws-sdk/[^/]+|nodemailer|undici|axios|eventsource)(/|$)';

export default {
  forbidden: [
    {
      name: 'shared-knows-no-service',
      comment: 'Everybody imports shared: if it imported a service or the web, each of them would carry all the others.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '^(services|web)/' },
    },
    {
      name: 'services-meet-through-contracts',
      comment: 'A service reaches another by RPC or by events. An import would join their deployments and let one read the other’s tables.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/[^/]+/', pathNot: '^services/$1/' },
    },
    {
      name: 'slices-are-apart',
      comment: 'A slice can be read and moved alone. Declare the edge in SLICE_EDGES with a reason, or react to the other slice’s event.',
      severity: 'error',
      from: {
        path: '^services/([^/]+)/src/([^/]+)/',
        pathNot: [`^services/[^/]+/src/(${PLATFORM_FOLDERS})/`, TESTS, ...sliceEdgeSources()],
      },
      to: { path: '^services/$1/src/[^/]+/', pathNot: ['^services/$1/src/$2/', `^services/[^/]+/src/(${PLATFORM_FOLDERS})/`] },
    },
    ...SLICE_EDGES.map(declaredEdge),
    {
      name: 'decisions-do-no-io',
      comment:
        'The file named after the thing holds pure decisions: a test calls it with values, and nobody can reach the network while a row is locked.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/[^/]+/[^/.]+\\.ts$', pathNot: [`^services/[^/]+/src/(${PLATFORM_FOLDERS})/`, WORKING_FILES] },
      to: {
        path: [
          IO_PACKAGES,
          '^(node:)?(fs|net|http|https|child_process|dns|tls|worker_threads|timers)(/|$)',
          '\\.(store|client|actions|consumers|module)\\.ts$',
          '^shared/(database|messaging|telemetry|local-servers)/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sql-in-stores',
      comment: 'Kysely and pg stay in *.store.ts, db.ts and shared/database, so that every statement on tenant data passes withTenant.',
      severity: 'error',
      from: {
        pathNot: [
          '\\.store\\.ts$',
          '(^|/)db\\.ts$',
          '^shared/(database|testing)/',
          // Wraps the driver before anybody uses it, and sends nothing.
          '^shared/telemetry/start\\.ts$',
          'generated(-kysely)?/',
          TESTS,
          TOOLS,
          CONFIGS,
          'node_modules',
        ],
      },
      to: { path: 'node_modules/(kysely|pg|pg-[a-z]+)(/|$)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-prisma-client-at-run-time',
      comment:
        'Prisma owns schema, migrations and types. At run time its client costs three times what Kysely does and knows nothing of withTenant.',
      severity: 'error',
      from: { pathNot: ['^shared/database/migrate-adapter\\.ts$', '/prisma/seed', TOOLS, CONFIGS, 'node_modules'] },
      to: { path: ['node_modules/(@prisma|\\.prisma|prisma)/', 'generated/prisma'] },
    },
    {
      name: 'nats-in-messaging',
      comment:
        'One client, wrapped once: stream names, acks and redelivery are decided in shared/messaging. Moleculer brings its own transporter.',
      severity: 'error',
      from: { pathNot: ['^shared/(messaging|testing)/', TESTS, TOOLS, 'node_modules'] },
      to: { path: 'node_modules/(nats|@nats-io/[^/]+)(/|$)' },
    },
    {
      name: 'moleculer-in-service',
      comment:
        'The broker is an implementation of “call this action”. Slices say handle(action); shared/service and the gateway’s routes know the rest.',
      severity: 'error',
      from: { pathNot: ['^shared/(service|testing)/', '^services/gateway/src/routes/', TESTS, TOOLS, 'node_modules'] },
      to: { path: 'node_modules/moleculer(/|$)' },
    },
    {
      name: 'providers-in-clients',
      comment:
        'Outside providers are called from *.client.ts, where the breaker, the timeout and the fake for tests are. (fetch itself: biome.json.)',
      severity: 'error',
      from: { pathNot: ['\\.client\\.ts$', '^web/api/', TESTS, TOOLS, 'node_modules'] },
      to: { path: PROVIDER_SDKS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-knows-contracts-only',
      comment:
        'The browser gets contracts, error codes, their statuses, and the readers of typed text, so that a field and a service read it alike. Anything else of shared would ship server code, or secrets, to it.',
      severity: 'error',
      from: { path: '^web/', pathNot: [TESTS] },
      to: { path: ['^shared/', '^services/'], pathNot: ['^shared/(contracts|text)/', '^shared/errors/(codes|status)\\.ts$'] },
    },
    {
      name: 'contracts-know-contracts-only',
      comment:
        'Contracts are read by the browser, the docs and every service: they may know zod, error codes, each other, and the readers of text, which decide what a day is.',
      severity: 'error',
      from: { path: '^shared/contracts/', pathNot: [TESTS] },
      to: {
        path: ['^shared/', 'node_modules', '^(node:)?[a-z_]+$'],
        pathNot: ['^shared/(contracts|text)/', '^shared/errors/', '^shared/ids\\.ts$', 'node_modules/zod/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'text-knows-itself-only',
      comment: 'How a typed day or amount is read is the same in a browser, a contract and an import: it needs nothing and knows nobody.',
      severity: 'error',
      from: { path: '^shared/text/', pathNot: [TESTS] },
      to: { pathNot: ['^shared/text/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Files in a cycle cannot be understood, tested or loaded apart. Types alone may point back.',
      severity: 'error',
      from: { pathNot: ['generated', 'node_modules'] },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'], pathNot: ['generated', 'node_modules'] } },
    },
    {
      name: 'imports-resolve',
      comment: 'An import that leads nowhere breaks at run time only, since services are never bundled.',
      severity: 'error',
      from: { pathNot: ['node_modules', '\\.next'] },
      to: { couldNotResolve: true },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'Production code that leans on a test or its harness ships it.',
      severity: 'error',
      from: { path: '^(shared|services|web)/', pathNot: [TESTS, '^shared/(testing|local-servers)/', 'node_modules'] },
      to: { path: [TESTS, '^shared/testing/', '^shared/local-servers/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)\\.next/', '(^|/)\\.data/', '(^|/)\\.toolchain/', 'next-env\\.d\\.ts$', 'generated(-kysely)?/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
    skipAnalysisNotInRules: true,
  },
};

function sliceEdgeSources() {
  return SLICE_EDGES.map(({ from }) => `^services/${from.replace('/', '/src/')}/`);
}

/** A slice with declared edges may use those and no others. */
function declaredEdge({ from }, _position, edges) {
  const [service, slice] = from.split('/');
  const targets = edges.filter((edge) => edge.from === from).map((edge) => edge.to.split('/')[1]);
  return {
    name: 'slices-are-apart',
    comment: `${from} may use ${targets.join(', ')} and no other slice.`,
    severity: 'error',
    from: { path: `^services/${service}/src/${slice}/`, pathNot: [TESTS] },
    to: {
      path: `^services/${service}/src/[^/]+/`,
      pathNot: [`^services/${service}/src/(${[slice, ...targets].join('|')}|${PLATFORM_FOLDERS})/`],
    },
  };
}
