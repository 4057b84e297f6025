import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { PrismaConfig } from 'prisma';
import { urlParts } from './urls.ts';

/**
 * Lets Prisma's migration engine speak to PostgreSQL through `pg`, with nothing downloaded. Used by each service's
 * `prisma.config.ts` and by nothing at run time.
 */
export function prismaConfig(service: string, ownerUrl: string | undefined): PrismaConfig {
  return {
    schema: 'prisma/schema.prisma',
    migrations: { path: 'prisma/migrations' },
    experimental: { adapter: true },
    engine: 'js',
    adapter: async () => {
      if (ownerUrl === undefined) throw new Error('MIGRATE_DATABASE_URL is not set: use `npm run migration` or the migrate step of `npm start`');
      return new MigrateAdapter(service, ownerUrl);
    },
  };
}

class MigrateAdapter extends PrismaPg {
  readonly service: string;

  constructor(service: string, ownerUrl: string) {
    reportCatalogueTypesAsText();
    // The parts, not the url: the adapter makes its shadow database by overriding `database`, and a connection string would win over that.
    super({ ...urlParts(ownerUrl), ...poolSettings(service) }, { schema: service });
    this.service = service;
  }

  /** The adapter's own version drops the shadow database while its pool still holds connections to it. */
  override async connectToShadowDb(): ReturnType<PrismaPg['connectToShadowDb']> {
    const main = await this.connect();
    const config = main.underlyingDriver().options;
    const database = `prisma_shadow_${randomUUID()}`;
    await main.executeScript(`create database "${database}"`);
    const shadow = new PrismaPg({ ...config, database }, { schema: this.service });
    const opened = await shadow.connect();
    await opened.executeScript(`create schema "${this.service}"; create schema if not exists extensions`);
    const close = opened.dispose.bind(opened);
    opened.dispose = async () => {
      await close();
      await main.executeScript(`drop database "${database}" with (force)`);
      await main.dispose();
    };
    return opened;
  }
}

const poolSettings = (service: string) => ({ options: `-c search_path=${service},extensions`, max: 2 });

type RowDescription = { fields: { dataTypeID: number }[] };
type QueryClass = { prototype: { handleRowDescription(message: RowDescription): void } };

const asText = new Map([[18, 25], [19, 25], [1002, 1009], [1003, 1009]]);
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
