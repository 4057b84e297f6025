import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { PrismaConfig } from 'prisma';
import { migrateUrl } from './config.ts';
import { urlParts } from './urls.ts';

/**
 * Lets Prisma's migration engine speak to PostgreSQL through `pg`, with nothing downloaded. Used by each service's
 * `prisma.config.ts` and by nothing at run time.
 */
export function prismaConfig(service: string): PrismaConfig {
  const ownerUrl = migrateUrl();
  return {
    schema: 'prisma/schema.prisma',
    migrations: { path: 'prisma/migrations' },
    experimental: { adapter: true },
    engine: 'js',
    adapter: async () => {
      if (ownerUrl === undefined)
        throw new Error('MIGRATE_DATABASE_URL is not set: use `npm run migration` or the migrate step of `npm start`');
      return new MigrateAdapter(service, ownerUrl);
    },
  };
}

class MigrateAdapter extends PrismaPg {
  readonly service: string;
  readonly settings: pg.PoolConfig;

  constructor(service: string, ownerUrl: string) {
    reportCatalogueTypesAsText();
    letFinishedEngineExit();
    // The parts, not the url: the shadow database is named by overriding `database`, and a connection string would win over that.
    const settings = { ...urlParts(ownerUrl), options: `-c search_path=${service},extensions`, max: 2, allowExitOnIdle: true };
    super(settings, { schema: service });
    this.service = service;
    this.settings = settings;
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    return mended(await super.connect());
  }

  /** The adapter's own version drops the shadow database while its pool still holds connections to it. */
  override async connectToShadowDb(): ReturnType<PrismaPg['connectToShadowDb']> {
    const main = await this.connect();
    const database = `prisma_shadow_${randomUUID()}`;
    await main.executeScript(`create database "${database}"`);
    const shadow = mended(await new PrismaPg({ ...this.settings, database }, { schema: this.service }).connect());
    await shadow.executeScript(`create schema "${this.service}"; create schema extensions`);
    const close = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await close();
      await main.executeScript(`drop database "${database}" with (force)`);
      await main.dispose();
    };
    return shadow;
  }
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** The driver adapters' code for a one-letter column. */
const characterType = 6;

function mended(adapter: Adapter): Adapter {
  // The adapter cuts scripts at every semicolon, also inside a function's body. Sent whole, a migration applies completely or not at all.
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  // The engine ends with `unreachable` when the kind of a CHECK constraint comes as text.
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const kind = result.columnNames.indexOf('constraint_type');
    return { ...result, columnTypes: result.columnTypes.map((type, i) => (i === kind ? characterType : type)) };
  };
  return adapter;
}

type RowDescription = { fields: { dataTypeID: number }[] };
type QueryClass = { prototype: { handleRowDescription(message: RowDescription): void } };

const asText = new Map([
  [18, 25],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);
let patched = false;

/** The adapter refuses the catalogue's types "char" and name, and their arrays (prisma/orm#27403). */
function reportCatalogueTypesAsText(): void {
  if (patched) return;
  patched = true;
  const query = (pg as unknown as { Query: QueryClass }).Query.prototype;
  const original = query.handleRowDescription;
  query.handleRowDescription = function (message) {
    for (const field of message.fields) field.dataTypeID = asText.get(field.dataTypeID) ?? field.dataTypeID;
    original.call(this, message);
  };
}

/** The engine's 10 s limit on waiting for its lock is never cleared, and would hold every finished command for as long. */
function letFinishedEngineExit(): void {
  const original = globalThis.setTimeout;
  const unheld = (handler: (...given: unknown[]) => void, delay?: number, ...given: unknown[]): NodeJS.Timeout => {
    const timer = original(handler, delay, ...given);
    return delay === 10_000 ? timer.unref() : timer;
  };
  globalThis.setTimeout = Object.assign(unheld, { __promisify__: original.__promisify__ }) as typeof setTimeout;
}
