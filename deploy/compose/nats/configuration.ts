import { eventServices } from '../../../shared/messaging/streams.ts';
import { type Grants, operatorGrants, serviceGrants } from './grants.ts';

export type ServerSettings = Readonly<{ host: string; port: number; monitor: string; storeDir: string }>;

/** The container's. */
export const inContainer: ServerSettings = { host: '0.0.0.0', port: 4222, monitor: '0.0.0.0:8222', storeDir: '/data' };

/** The server's configuration. `$NAME` is read by the server from its environment; no password is ever in the file. */
export function natsConfiguration({ host, port, monitor, storeDir }: ServerSettings): string {
  return `# Made by deploy/compose/nats/generate.ts from grants.ts. Do not edit.
host: ${host}
port: ${port}
http: "${monitor}"
server_name: crm-gtd
# A full page of records, or a part of a file, travels in one message.
max_payload: 8MB
max_connections: 1000
jetstream {
  store_dir: ${JSON.stringify(storeDir)}
  max_memory_store: 64MB
  max_file_store: 20GB
}
# What watches the broker has an account of its own and sees no message of the product.
system_account: SYS
accounts {
  SYS {
    users: [ { user: sys, password: $NATS_SYS_PASSWORD } ]
  }
  PRODUCT {
    jetstream: enabled
    users: [
${users().join('\n')}
    ]
  }
}
`;
}

/**
 * One machine's own broker, as `npm start` runs it: the same users with the same grants, in the server's one account, where the
 * streams of a folder from before there were users stay visible.
 */
export function localConfiguration({ host, port, monitor, storeDir }: ServerSettings): string {
  return `host: ${host}
port: ${port}
http: "${monitor}"
max_payload: 8MB
jetstream { store_dir: ${JSON.stringify(storeDir)} }
authorization {
    users: [
${users().join('\n')}
    ]
}
`;
}

/** The environment from which the server reads its users' passwords, quoted as its grammar wants them. */
export function passwordVariables(passwords: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(passwords).map(([name, password]) => [passwordVariable(name), JSON.stringify(password)]));
}

const passwordVariable = (name: string): string => `NATS_${name.toUpperCase()}_PASSWORD`;

function users(): string[] {
  return [
    ...eventServices.map((service) => user(service, serviceGrants(service), ['allow_responses: { max: 1, expires: "1m" }'])),
    user('ops', operatorGrants()),
  ];
}

function user(name: string, { publish, subscribe }: Grants, more: readonly string[] = []): string {
  const lines = [`publish: [${list(publish)}        ]`, `subscribe: [${list(subscribe)}        ]`, ...more];
  return `      {
        user: ${name}
        password: $${passwordVariable(name)}
        permissions: {
${lines.map((line) => `        ${line}`).join('\n')}
        }
      }`;
}

function list(subjects: readonly string[]): string {
  return `\n${subjects.map((subject) => `          "${subject}"\n`).join('')}`;
}
