import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../shared/local-servers/ports.ts';
import { testRolePassword } from '../../shared/testing/role-password.ts';
import { buildWeb } from './build-web.ts';
import { type Ports, portsFrom } from './config.ts';
import { newProductDatabase } from './product-database.ts';
import { untilReady } from './ready.ts';
import { makeSecrets, type Secrets } from './secrets.ts';
import { type ProcessSpec, type ServerUrls, type ServiceName, serviceSpecs, webSpec } from './service-table.ts';
import { logTail, type Supervisor, supervise } from './supervisor.ts';

export type Product = AsyncDisposable &
  Readonly<{
    /** Of the gateway: `${url}/api/v1/...`, and with the web app `${url}/crm/`. */
    url: string;
    ports: Ports;
    servers: ServerUrls;
    secrets: Secrets;
    /** Of logs. */
    dataDir: string;
    pid(name: ServiceName | 'web'): number | undefined;
    /** Waits until a process answers again, for instance after a test killed it. */
    ready(name: ServiceName | 'web'): Promise<void>;
    log(name: ServiceName | 'web'): string;
    stop(): Promise<void>;
  }>;

export type ProductOptions = Readonly<{
  servers: Omit<ServerUrls, 'database'>;
  /** A new database of this name is made and left to its server. */
  database?: string;
  /** Of one server, roles are shared by all databases: products on the same server need the same secrets. */
  secrets?: Secrets;
  web?: boolean;
  env?: Readonly<Record<string, string>>;
}>;

/** The whole product as separate processes on free ports, beside whatever else runs: for end-to-end, fault and load tests. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const dataDir = mkdtempSync(join(tmpdir(), 'crm-gtd-product-'));
  const secrets = options.secrets ?? testSecrets();
  const servers = { ...options.servers, database: options.database ?? `product_${process.pid}_${Math.round(performance.now())}` };
  const ports = await freePorts();
  await newProductDatabase(servers, secrets);
  const withWeb = options.web ?? true;
  if (withWeb) await buildWeb();
  const around = { ports, servers, secrets, dev: false, ...(options.env === undefined ? {} : { env: options.env }) };
  const specs = [...serviceSpecs(around), ...(withWeb ? [webSpec(around)] : [])];
  const supervisor = supervise(specs, { dataDir });
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  const product = describe({ ports, servers, secrets, specs, supervisor, dataDir, stop });
  try {
    await Promise.all(specs.map((spec) => untilReady(spec, supervisor, dataDir)));
  } catch (error) {
    await stop();
    throw error;
  }
  return product;
}

type Parts = Pick<Product, 'ports' | 'servers' | 'secrets' | 'stop'> & { specs: ProcessSpec[]; supervisor: Supervisor; dataDir: string };

function describe({ ports, servers, secrets, specs, supervisor, dataDir, stop }: Parts): Product {
  return {
    url: `http://127.0.0.1:${ports.gateway}`,
    ports,
    servers,
    secrets,
    dataDir,
    pid: (name) => supervisor.pid(name),
    ready: (name) => untilReady(specs.find((spec) => spec.name === name) as ProcessSpec, supervisor, dataDir),
    log: (name) => logTail(dataDir, name, 1_000),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function testSecrets(): Secrets {
  return { ...makeSecrets(), rolePassword: testRolePassword, oneForAllRoles: true };
}

async function freePorts(): Promise<Ports> {
  const names = Object.keys(portsFrom((_name, standard) => standard));
  const free = await Promise.all(names.map(() => freePort()));
  return portsFrom((name) => free[names.indexOf(name)] as number);
}
