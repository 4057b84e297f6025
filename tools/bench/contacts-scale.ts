/**
 * node tools/bench/contacts-scale.ts [contacts=100000] [rounds=40]
 * List and search of contacts at full size: one organization with `contacts` contacts beside 49 smaller ones, measured through the
 * action (broker, actor token, permission, row security, output check) on a private PostgreSQL. Prints p50 and p95 per question,
 * alone and eight at a time, and beside them the same at 1,000 contacts.
 */
import type { z } from 'zod';
import { crmService } from '../../services/crm/src/service.ts';
import { createContact, listContacts } from '../../shared/contracts/crm/contacts.ts';
import { newId } from '../../shared/ids.ts';
import type { Scope } from '../../shared/service/scope.ts';
import { giveStackToWorkers } from '../../shared/testing/config.ts';
import { startStack } from '../../shared/testing/start-stack.ts';
import { startTestService } from '../../shared/testing/test-service.ts';
import { contactsSeedSql } from './contacts-seed.ts';

type Query = z.input<(typeof listContacts)['input']>;

const [contacts = 100_000, rounds = 40] = process.argv.slice(2).map(Number);
const small = 1_000;

await using stack = await startStack();
giveStackToWorkers(stack);
await using crm = await startTestService(crmService);

async function seeded(count: number): Promise<Scope> {
  const organizationId = newId();
  await crm.ownerSql(contactsSeedSql, [organizationId, count]);
  return crm.scope({ organizationId });
}

console.error(`seeding ${contacts} contacts and 49 organizations beside`);
const started = performance.now();
const large = await seeded(contacts);
const little = await seeded(small);
for (let i = 0; i < 48; i += 1) await seeded(2_000);
await crm.ownerSql('vacuum analyze');
console.error(`seeded in ${Math.round((performance.now() - started) / 1_000)} s`);

const middle = async (scope: Scope): Promise<string | undefined> => {
  const filter = JSON.stringify({ field: 'lastName', op: 'startsWith', value: 'Lewandow' });
  return (await crm.call(listContacts, { filter, limit: 1 }, scope)).nextCursor ?? undefined;
};
const questions = async (scope: Scope): Promise<Record<string, Query>> => {
  const cursor = await middle(scope);
  return {
    'first page': {},
    'a page in the middle': cursor === undefined ? {} : { cursor },
    'newest first': { sort: '-createdAt' },
    'last contact first': { sort: '-lastContactOn' },
    'filter city': { filter: JSON.stringify({ field: 'city', op: 'eq', value: 'Łódź' }) },
    'filter that matches nothing': { filter: JSON.stringify({ field: 'city', op: 'eq', value: 'Nigdzie' }) },
    'q rare: osoba77': { q: 'osoba77' },
    'q surname: kowalski': { q: 'kowalski' },
    'q name and surname: lukasz zielinsk': { q: 'lukasz zielinsk' },
    'q half of all: gmail an': { q: 'gmail an' },
    'q in every row: osoba': { q: 'osoba' },
    'q one letter: k': { q: 'k' },
    'q phone: 600 007 919': { q: '600 007 919' },
    'q company: mlyn slaski': { q: 'mlyn slaski' },
    'q nothing: xyzzy': { q: 'xyzzy' },
    'q common words, no row has both: lukasz ewa': { q: 'lukasz ewa' },
    'q one letter, newest first: k': { q: 'k', sort: '-createdAt' },
  };
};

const percentile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);

async function timed(run: () => Promise<unknown>, parallel: number): Promise<number[]> {
  const times: number[] = [];
  const worker = async (): Promise<void> => {
    for (let i = 0; i < rounds / parallel; i += 1) {
      const start = performance.now();
      await run();
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return times.sort((a, b) => a - b);
}

const [ofLarge, ofLittle] = [await questions(large), await questions(little)];
console.log(`ms, p50 / p95; ${contacts} contacts alone | eight at a time | ${small} contacts alone`);
for (const [name, query] of Object.entries(ofLarge)) {
  const ask = (scope: Scope, wanted: Query | undefined) => () => crm.call(listContacts, wanted ?? {}, scope);
  await timed(ask(large, query), 8);
  const runs = [await timed(ask(large, query), 1), await timed(ask(large, query), 8), await timed(ask(little, ofLittle[name]), 1)];
  console.log(
    `${name.padEnd(46)} ${runs.map((times) => `${percentile(times, 0.5)} / ${percentile(times, 0.95)}`.padStart(16)).join(' |')}`,
  );
}
const creating = await timed(
  () => crm.call(createContact, { lastName: 'Nowy', firstName: 'Jan', email: `${newId()}@example.pl`, phone: '601234567' }, large),
  1,
);
console.log(`${'create a contact'.padEnd(46)} ${`${percentile(creating, 0.5)} / ${percentile(creating, 0.95)}`.padStart(16)}`);
