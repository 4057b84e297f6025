import { newId } from '../../shared/ids.ts';
import { type BenchContext, ratio } from './alternating.ts';
import { untilQuiet, type World } from './bench-world.ts';
import { contactsSeedSql } from './contacts-seed.ts';
import type { Account, Kind } from './load-plan.ts';
import { type Measured, measure } from './measure.ts';

const kinds: readonly Kind[] = ['list', 'search', 'get'];
const small = 1_000;
const otherTenants = 48;
const eachOther = 2_000;

/** Goal 5 and the 200 ms: one organization at full size and a small one in the same database, through the gateway, 1 and 8 at a time. */
export async function measureScale({ world, load, settings, say }: BenchContext, contacts: number): Promise<Record<string, Measured>> {
  say(`seeding ${contacts} contacts, and ${otherTenants + 1} organizations beside`);
  const large = await world.account(contacts);
  const little = await world.account(small);
  await otherOrganizations(world);
  await world.sql('vacuum analyze');
  const results: Record<string, Measured> = {};
  const run = async (name: string, account: Account, kind: Kind, connections: number): Promise<Measured> => {
    await untilQuiet(world.groups);
    const plan = { url: world.product.url, kind, accounts: [account], connections, seconds: settings.seconds };
    const measured = await measure(load, plan, world.groups);
    results[`${kind} · ${name} · ${connections}`] = measured;
    return measured;
  };
  const rows: Record<string, string>[] = [];
  for (const kind of kinds) {
    for (const connections of [1, 8]) {
      const [few, many] = [await run('small', little, kind, connections), await run('large', large, kind, connections)];
      const times = ({ p50, p95, p99 }: Measured): string => `${p50.toFixed(1)} / ${p95.toFixed(1)} / ${p99.toFixed(1)}`;
      rows.push({
        '': `${kind}, ${connections} at a time`,
        [`${small} contacts p50/p95/p99 ms`]: times(few),
        [`${contacts} contacts p50/p95/p99 ms`]: times(many),
        'p50 ratio': ratio(many.p50, few.p50),
        'p95 ratio': ratio(many.p95, few.p95),
      });
    }
  }
  console.log('\nAt scale, through the gateway');
  console.table(rows);
  return results;
}

async function otherOrganizations({ sql }: World): Promise<void> {
  await sql('set search_path = crm, extensions');
  for (let i = 0; i < otherTenants; i += 1) await sql(contactsSeedSql, [newId(), eachOther]);
}
