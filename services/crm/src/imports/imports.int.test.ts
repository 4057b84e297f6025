import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '@crm-gtd/shared/clock.ts';
import { getEntitlements } from '@crm-gtd/shared/contracts/billing/subscriptions.ts';
import { companyCreated } from '@crm-gtd/shared/contracts/crm/companies.ts';
import {
  contactCreated,
  contactDeleted,
  createContact,
  getContact,
  listContacts,
  updateContact,
} from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { createDeal } from '@crm-gtd/shared/contracts/crm/deals.ts';
import {
  chooseImportHeader,
  createImport,
  failedImportRows,
  getImport,
  type Import,
  type ImportMapping,
  importExported,
  importFinished,
  importProgressed,
  importStarted,
  importUndone,
  listImportRows,
  listImports,
  putImportChunk,
  runImport,
  undoImport,
  warnedImportRows,
} from '@crm-gtd/shared/contracts/crm/imports.ts';
import { createPipeline } from '@crm-gtd/shared/contracts/crm/pipelines.ts';
import { newId } from '@crm-gtd/shared/ids.ts';
import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { startTestDb } from '@crm-gtd/shared/testing/test-db.ts';
import { remote, startTestService, type TestService, waitFor } from '@crm-gtd/shared/testing/test-service.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import type { DB } from '../generated/db-types.ts';
import { crmService } from '../service.ts';
import type { Policy } from './batch-plan.ts';
import { batchesStore } from './batches.store.ts';
import { batchSize } from './import.ts';
import { batchesOf, unpack } from './import-file.ts';
import { importWorkStore } from './import-work.store.ts';
import { importsStore } from './imports.store.ts';

type Crm = TestService<DB>;

const fixture = join(import.meta.dirname, '../../fixtures/contacts-400.csv');
const largeFile = join(import.meta.dirname, '../../../../../shared/data/kontakty-10000.csv');

const upload = async (crm: Crm, file: Buffer | string, as?: Scope, fileName = 'kontakty.csv'): Promise<Import> => {
  const bytes = Buffer.from(file);
  const uploadId = newId();
  const chunkSize = 500_000;
  const chunkCount = Math.ceil(bytes.length / chunkSize);
  for (let index = 0; index < chunkCount; index += 1) {
    const bytesBase64 = bytes.subarray(index * chunkSize, (index + 1) * chunkSize).toString('base64');
    await crm.call(putImportChunk, { uploadId, index, bytesBase64 }, as);
  }
  return crm.call(createImport, { uploadId, fileName, chunkCount }, as);
};

const ended = (crm: Crm, importId: string, as?: Scope): Promise<Import> =>
  waitFor(
    'the import to end',
    async () => {
      const current = await crm.call(getImport, { importId }, as);
      return current.status !== 'running' && current.status !== 'undoing' && current;
    },
    120_000,
  );

const runToEnd = async (
  crm: Crm,
  { id: importId, suggestedMapping }: Import,
  duplicates: Policy,
  as?: Scope,
  mapping: ImportMapping = suggestedMapping,
): Promise<Import> => {
  await crm.call(runImport, { importId, mapping, duplicates }, as);
  return ended(crm, importId, as);
};

const undoToEnd = async (crm: Crm, importId: string, as?: Scope): Promise<Import> => {
  await crm.call(undoImport, { importId }, as);
  return ended(crm, importId, as);
};

const importText = async (crm: Crm, text: string, duplicates: Policy = 'skip', as?: Scope): Promise<Import> =>
  runToEnd(crm, await upload(crm, text, as), duplicates, as);

const everyContact = async (crm: Crm, as?: Scope) => (await crm.call(listContacts, { limit: 100 }, as)).items;
const live = async (crm: Crm, table: 'contacts' | 'companies', organizationId = crm.organizationId): Promise<number> => {
  const [row] = await crm.ownerSql<{ count: string }>(`select count(*) from ${table} where organization_id = $1 and deleted_at is null`, [
    organizationId,
  ]);
  return Number(row?.count);
};

/** Firms with a NIP: what the file calls the others, it spells in many ways. */
const withNip = async (crm: Crm): Promise<number> => {
  const [row] = await crm.ownerSql<{ count: string }>('select count(*) from companies where nip is not null and deleted_at is null');
  return Number(row?.count);
};

/** What the file should come to, worked out in another way than the import does: no shared code, one pass over the bytes. */
function expectedCounts(path: string): {
  created: number;
  updated: number;
  skipped: number;
  failed: number;
  companies: number;
  warned: number;
} {
  const text = new TextDecoder('windows-1250').decode(readFileSync(path));
  const table: string[][] = [[]];
  for (const [, separator, quoted, bare] of text.matchAll(/(^|;|\r?\n)(?:"((?:[^"]|"")*)"|([^;"\r\n]*))/g)) {
    if (separator?.includes('\n')) table.push([]);
    table.at(-1)?.push((quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"')).trim());
  }
  const nipIsGood = (nip: string): boolean =>
    nip.length === 10 && [...'657234567'].reduce((sum, weight, at) => sum + Number(weight) * Number(nip[at]), 0) % 11 === Number(nip[9]);
  const emails = new Set<string>();
  const people = new Set<string>();
  const firms = new Set<string>();
  const counts = { created: 0, updated: 0, skipped: 0, failed: 0, companies: 0, warned: 0 };
  const rows = table.slice(1).filter((row) => row.length > 1);
  const plain = (text: string): string => text.toLowerCase().replace(/^https?:\/\/(www\.)?|[\s.]/g, '');
  const nips = new Map<string, string>();
  for (const [, , , , , name = '', nip = '', website = ''] of rows) {
    const digits = nip.replace(/\D/g, '');
    if (nipIsGood(digits)) for (const key of [plain(name), plain(website)]) if (!nips.has(key)) nips.set(key, digits);
  }
  for (const [first = '', last = '', email = '', phone = '', , name = '', rawNip = '', website = ''] of rows) {
    const nip = rawNip.replace(/\D/g, '');
    const known = (website === '' ? undefined : nips.get(plain(website))) ?? nips.get(plain(name));
    const firm = nipIsGood(nip) ? nip : (known ?? plain(name));
    const person = `${first} ${last} ${phone.replace(/\D/g, '').slice(-9)} ${firm}`.toLowerCase();
    const address = email.toLowerCase();
    if (email !== '' && !/^\S+@\S+\.\S+$/.test(email)) counts.failed += 1;
    else if (address === '' ? people.has(person) : emails.has(address)) counts.skipped += 1;
    else {
      counts.created += 1;
      people.add(person);
      emails.add(address);
      if (nipIsGood(nip)) firms.add(nip);
      else counts.warned += 1;
    }
  }
  return { ...counts, companies: firms.size };
}

describe('a file as firms have them', () => {
  let crm: Crm;
  let first: Import;
  const { companies, warned, ...expected } = expectedCounts(fixture);
  const rowCount = expected.created + expected.skipped + expected.failed;

  beforeAll(async () => {
    crm = await startTestService(crmService);
  });
  afterAll(async () => crm[Symbol.asyncDispose]());

  test('is understood before anything is imported', async () => {
    first = await upload(crm, readFileSync(fixture));
    expect(first).toMatchObject({
      status: 'uploaded',
      encoding: 'windows-1250',
      separator: ';',
      rowCount,
      progress: { done: 0, total: rowCount },
    });
    expect(first.columns.map(({ header }) => header)).toEqual(expect.arrayContaining(['Imię', 'Ostatni kontakt']));
    expect(first.columns.every(({ samples }) => samples.length === 20 && samples.every((text) => text !== ''))).toBe(true);
    expect(Object.values(first.suggestedMapping)).toEqual([
      'firstName',
      'lastName',
      'email',
      'phone',
      'jobTitle',
      'company.name',
      'company.nip',
      'company.website',
      'street',
      'postalCode',
      'city',
      'tags',
      'notes',
      'lastContactOn',
    ]);
    expect(await live(crm, 'contacts')).toBe(0);
  });

  test('counts of its rows add up and are the ones another reading of the file gives', async () => {
    first = await runToEnd(crm, first, 'skip');
    expect(first).toMatchObject({
      status: 'finished',
      counts: expected,
      warned,
      progress: { done: rowCount, total: rowCount },
      error: null,
    });
    expect(await live(crm, 'contacts')).toBe(expected.created);
    expect(await withNip(crm)).toBe(companies);
    const [stored] = await crm.ownerSql<{ count: number }>('select count from contact_counts where organization_id = $1', [
      crm.organizationId,
    ]);
    expect(stored?.count).toBe(expected.created);
  });

  test('each created contact and company is told once, with the import', async () => {
    const told = await crm.outbox(contactCreated);
    expect(new Set(told.map(({ data }) => data.contactId)).size).toBe(expected.created);
    expect(told).toHaveLength(expected.created);
    expect(told.every(({ data }) => data.importId === first.id)).toBe(true);
    expect(await crm.outbox(companyCreated)).toHaveLength(await live(crm, 'companies'));
    expect(await crm.outbox(importStarted)).toHaveLength(1);
    expect((await crm.outbox(importFinished)).map(({ data }) => data)).toEqual([{ importId: first.id, rowCount, counts: expected }]);
  });

  test('is kept row by row', async () => {
    const rows = await crm.ownerSql<{ outcome: string; count: string }>(
      'select outcome, count(*) from import_rows group by outcome order by outcome',
    );
    expect(Object.fromEntries(rows.map(({ outcome, count }) => [outcome, Number(count)]))).toEqual({
      created: expected.created,
      failed: expected.failed,
      skipped: expected.skipped,
    });
  });

  test('U13: gives its failed rows and its warnings back as CSV with a reason, formulas disarmed, and takes them again once mended', async () => {
    const { text, fileName } = await crm.call(failedImportRows, { importId: first.id });
    // F11: whoever takes people's data out stands in the audit log.
    expect((await crm.outbox(importExported)).map(({ data }) => data)).toContainEqual({ importId: first.id, kind: 'failed' });
    expect(fileName).toBe('kontakty-failed.csv');
    expect(text.startsWith('\ufeffImię;Nazwisko;')).toBe(true);
    expect(text).toContain('E-mail: Adres e-mail jest nieprawidłowy');
    const { text: warnings, fileName: named } = await crm.call(warnedImportRows, { importId: first.id });
    expect(named).toBe('kontakty-warnings.csv');
    expect(warnings).toContain('NIP: NIP jest nieprawidłowy');
    expect(text).not.toMatch(/(^|[;"\n])[=@]/);
    const again = await upload(crm, text);
    expect(again).toMatchObject({ encoding: 'UTF-8', separator: ';', rowCount: expected.failed });
    expect(await runToEnd(crm, again, 'skip')).toMatchObject({ counts: { created: 0, updated: 0, skipped: 0, failed: expected.failed } });
    const mended = await upload(crm, text.replaceAll(' at ', '@').replace(/;Powód odrzucenia/, ';Kolumna'));
    const { counts } = await runToEnd(crm, mended, 'skip');
    expect(counts.created).toBeGreaterThan(0);
    expect(counts.created + counts.skipped + counts.failed).toBe(expected.failed);
    expect(await undoToEnd(crm, mended.id)).toMatchObject({ status: 'undone', undo: { removed: counts.created, reverted: 0, kept: 0 } });
  });

  test('brought again with skip, adds nothing', async () => {
    const { counts } = await runToEnd(crm, await upload(crm, readFileSync(fixture)), 'skip');
    expect(counts).toEqual({ created: 0, updated: 0, skipped: expected.created + expected.skipped, failed: expected.failed });
    expect(await live(crm, 'contacts')).toBe(expected.created);
    expect(await withNip(crm)).toBe(companies);
  });

  test('brought again with update, changes what differs and undo puts it back', async () => {
    const snapshot = () =>
      crm.ownerSql(
        'select id, first_name, last_name, email, phone, job_title, company_id, street, city, notes, tags, last_contact_on::text from contacts where deleted_at is null order by id',
      );
    const before = await snapshot();
    const again = await runToEnd(crm, await upload(crm, readFileSync(fixture)), 'update');
    expect(again.counts).toEqual({ created: 0, updated: expected.created + expected.skipped, skipped: 0, failed: expected.failed });
    const undone = await undoToEnd(crm, again.id);
    expect(undone).toMatchObject({ status: 'undone', undo: { removed: 0, kept: 0 } });
    expect(await snapshot()).toEqual(before);
  });

  test('undo empties what it brought, with an event for each', async () => {
    await expect(crm.call(undoImport, { importId: newId() })).rejects.toMatchObject({ code: 'CRM_IMPORT_NOT_FOUND' });
    const before = (await crm.outbox(contactDeleted)).length;
    const undone = await undoToEnd(crm, first.id);
    expect(undone).toMatchObject({ status: 'undone', undo: { removed: expected.created, reverted: 0, kept: 0 }, counts: expected });
    expect(await live(crm, 'contacts')).toBe(0);
    expect(await live(crm, 'companies')).toBe(0);
    expect(await crm.outbox(contactDeleted)).toHaveLength(before + expected.created);
    expect((await crm.outbox(importUndone)).at(-1)?.data).toEqual({ importId: first.id, removed: expected.created, reverted: 0, kept: 0 });
    const [stored] = await crm.ownerSql<{ count: number }>('select count from contact_counts where organization_id = $1', [
      crm.organizationId,
    ]);
    expect(stored?.count).toBe(0);
    await expect(crm.call(undoImport, { importId: first.id })).rejects.toMatchObject({ code: 'CRM_IMPORT_STATE' });
  });
});

describe('a whole address book', () => {
  /** Ten thousand rows where the acceptance test's file is present. */
  const path = existsSync(largeFile) ? largeFile : fixture;

  test('adds up, is known the second time, and goes again', async () => {
    await using crm = await startTestService(crmService);
    const { companies, warned: _warned, ...expected } = expectedCounts(path);
    const rowCount = expected.created + expected.skipped + expected.failed;
    const made = await upload(crm, readFileSync(path));
    expect(await runToEnd(crm, made, 'skip')).toMatchObject({ status: 'finished', rowCount, counts: expected });
    expect(await live(crm, 'contacts')).toBe(expected.created);
    expect(await withNip(crm)).toBe(companies);
    expect(await crm.outbox(contactCreated)).toHaveLength(expected.created);
    expect(await crm.outbox(importProgressed)).toHaveLength(Math.ceil(rowCount / batchSize) - 1);
    const again = await runToEnd(crm, await upload(crm, readFileSync(path)), 'skip');
    expect(again.counts).toEqual({ created: 0, updated: 0, skipped: expected.created + expected.skipped, failed: expected.failed });
    expect(await undoToEnd(crm, made.id)).toMatchObject({ undo: { removed: expected.created, reverted: 0, kept: 0 } });
    expect(await live(crm, 'contacts')).toBe(0);
    expect(await live(crm, 'companies')).toBe(0);
  });
});

describe('one organization after another', () => {
  let crm: Crm;
  const tenant = (overrides: Partial<Scope> = {}): Scope => crm.scope({ organizationId: newId(), ...overrides });

  beforeAll(async () => {
    crm = await startTestService(crmService);
  });
  afterAll(async () => crm[Symbol.asyncDispose]());

  test('keeps what somebody edited since, and what deals hang on', async () => {
    const as = tenant();
    const { id } = await importText(
      crm,
      'Nazwisko;E-mail;Firma;NIP\nPierwsza;a@x.pl;Firma A;526-104-08-28\nDruga;b@x.pl;Firma B;\nTrzecia;c@x.pl;Firma C;\n',
      'skip',
      as,
    );
    const contacts = await everyContact(crm, as);
    const byName = (lastName: string) => contacts.find((contact) => contact.lastName === lastName)?.id ?? '';
    await crm.call(updateContact, { contactId: byName('Druga'), phone: '600100200' }, as);
    await crm.call(createPipeline, { name: 'Sprzedaż', stages: [{ name: 'Nowe', probability: 10 }] }, as);
    const [pipeline] = await crm.ownerSql<{ id: string }>('select id from pipelines where organization_id = $1', [as.organizationId]);
    await crm.call(createDeal, { title: 'Szansa', contactId: byName('Trzecia'), pipelineId: pipeline?.id }, as);
    expect(await undoToEnd(crm, id, as)).toMatchObject({ undo: { removed: 1, reverted: 0, kept: 2 } });
    expect((await everyContact(crm, as)).map(({ lastName }) => lastName).sort()).toEqual(['Druga', 'Trzecia']);
    const left = await crm.ownerSql<{ name: string }>(
      'select name from companies where organization_id = $1 and deleted_at is null order by name',
      [as.organizationId],
    );
    expect(left.map(({ name }) => name)).toEqual(['Firma B', 'Firma C']);
  });

  test('update replaces what the row says, leaves what it does not, adds tags; undo restores unless somebody edited since', async () => {
    const as = tenant();
    const { id: contactId } = await crm.call(
      createContact,
      { lastName: 'Nowak', firstName: 'Jan', email: 'jan@firma.pl', phone: '111', city: 'Łódź', tags: ['stały'] },
      as,
    );
    const text =
      'Imię;Nazwisko;E-mail;Telefon;Miasto;Tagi;Firma\nJan;Nowak-Kowalski;JAN@firma.pl;600100200;;klient, Stały;Nowa Sp. z o.o.\n';
    const { id, counts } = await importText(crm, text, 'update', as);
    expect(counts).toEqual({ created: 0, updated: 1, skipped: 0, failed: 0 });
    expect(await crm.call(getContact, { contactId }, as)).toMatchObject({
      lastName: 'Nowak-Kowalski',
      phone: '600100200',
      city: 'Łódź',
      tags: ['stały', 'klient'],
      companyName: 'Nowa Sp. z o.o.',
      version: 2,
    });
    expect(await undoToEnd(crm, id, as)).toMatchObject({ undo: { removed: 0, reverted: 1, kept: 0 } });
    expect(await crm.call(getContact, { contactId }, as)).toMatchObject({
      lastName: 'Nowak',
      phone: '111',
      tags: ['stały'],
      companyId: null,
    });
    const second = await importText(crm, text, 'update', as);
    await crm.call(updateContact, { contactId, jobTitle: 'Prezes' }, as);
    expect(await undoToEnd(crm, second.id, as)).toMatchObject({ undo: { removed: 0, reverted: 0, kept: 1 } });
    expect(await crm.call(getContact, { contactId }, as)).toMatchObject({ lastName: 'Nowak-Kowalski', jobTitle: 'Prezes' });
  });

  test('create makes a second contact with the same e-mail; an ordinary create still may not', async () => {
    const as = tenant();
    await crm.call(createContact, { lastName: 'Nowak', email: 'jan@firma.pl' }, as);
    const { id, counts } = await importText(crm, 'Nazwisko;E-mail\nNowak;jan@firma.pl\nNowak;jan@firma.pl\n', 'create', as);
    expect(counts).toEqual({ created: 2, updated: 0, skipped: 0, failed: 0 });
    expect(await everyContact(crm, as)).toHaveLength(3);
    await expect(crm.call(createContact, { lastName: 'Nowak', email: 'jan@firma.pl' }, as)).rejects.toMatchObject({
      code: 'CRM_CONTACT_EMAIL_TAKEN',
    });
    expect(await undoToEnd(crm, id, as)).toMatchObject({ undo: { removed: 2 } });
    expect(await everyContact(crm, as)).toHaveLength(1);
  });

  test('without an e-mail, name, company and phone tell who is who', async () => {
    const as = tenant();
    const text =
      'Imię;Nazwisko;Telefon;Firma\nŁucja;Żak;+48 600 100 200;„Żuk” S.A.\nlucja;ZAK;600-100-200;Żuk SA\nŁucja;Żak;600100201;Żuk S.A.\nŁucja;Żak;600100200;Inna\n';
    expect((await importText(crm, text, 'skip', as)).counts).toEqual({ created: 3, updated: 0, skipped: 1, failed: 0 });
    expect((await importText(crm, text, 'skip', as)).counts).toEqual({ created: 0, updated: 0, skipped: 4, failed: 0 });
    expect(await live(crm, 'companies', as.organizationId)).toBe(2);
  });

  test('companies are found by NIP, else domain, else name, and never joined against a NIP', async () => {
    const as = tenant();
    const rows = [
      'A;Firma;5261040828;',
      'B;Całkiem inna;PL 526-104-08-28;',
      'C;Firma;;',
      'D;Firma;1132191233;',
      'E;Strona;;www.strona.pl',
      'F;Strona po zmianie;;https://strona.pl/kontakt',
    ];
    await importText(crm, `Nazwisko;Firma;NIP;WWW\n${rows.join('\n')}\n`, 'skip', as);
    const companies = await crm.ownerSql<{ name: string; people: string }>(
      `select c.name, string_agg(p.last_name, '' order by p.last_name) as people from companies c join contacts p on p.company_id = c.id and p.organization_id = c.organization_id
       where c.organization_id = $1 group by c.id, c.name order by people`,
      [as.organizationId],
    );
    expect(companies).toEqual([
      { name: 'Firma', people: 'ABC' },
      { name: 'Firma', people: 'D' },
      { name: 'Strona', people: 'EF' },
    ]);
  });

  test('K2: a second import finds the firm of the first, in any script, and no firm of another name', async () => {
    const as = tenant();
    const names = ['Müller GmbH', 'Möller GmbH', 'Škoda Auto', 'Żółw sp. z o.o.', 'Ромашка', 'Straße AG', 'Øst A/S', 'İstanbul Ltd'];
    const file = (person: string) => `Nazwisko;Firma\n${names.map((name, index) => `${person}${index};${name}\n`).join('')}`;
    await importText(crm, file('A'), 'skip', as);
    await importText(crm, file('B'), 'skip', as);
    expect(await live(crm, 'companies', as.organizationId)).toBe(names.length);
    expect(await live(crm, 'contacts', as.organizationId)).toBe(2 * names.length);
    const people = 'Imię;Nazwisko\nОлена;Коваленко\nHans;Müller\nHans;Möller\nJan;Černý\nJan;Erný\n';
    expect((await importText(crm, people, 'skip', as)).counts).toMatchObject({ created: 5 });
    expect((await importText(crm, people, 'overwrite', as)).counts).toMatchObject({ created: 0, updated: 5 });
  });

  test('U14: firms alone are imported, found again and taken back', async () => {
    const as = tenant({ limits: { contacts: 0 }, plan: 'STARTER' });
    const text =
      'Regon;Nip;Nazwa;Miejscowosc;KodPocztowy;Ulica;NrNieruchomosci\n000331501;5261040828;ZAKŁAD TEST;Warszawa;00-925;Polna;208\n';
    const first = await importText(crm, text, 'skip', as);
    expect(first).toMatchObject({ counts: { created: 1, failed: 0 }, changes: { contacts: { created: 0 }, companies: { created: 1 } } });
    const [company] = await crm.ownerSql('select nip, street, postal_code, city from companies where organization_id = $1', [
      as.organizationId,
    ]);
    expect(company).toEqual({ nip: '5261040828', street: 'Polna 208', postal_code: '00-925', city: 'Warszawa' });
    expect((await importText(crm, text, 'skip', as)).counts).toMatchObject({ skipped: 1 });
    expect(await undoToEnd(crm, first.id, as)).toMatchObject({
      undo: { removed: 0, reverted: 0, kept: 0, companies: { removed: 1, reverted: 0, kept: 0 } },
    });
  });

  test('U39: what undo takes back adds up to what the import made and changed, doubles within the file and all', async () => {
    const as = tenant();
    await crm.call(createContact, { lastName: 'Stary', email: 'stary@x.pl' }, as);
    const rows = ['A;a@x.pl;1', 'A;a@x.pl;2', 'B;b@x.pl;3', 'Stary;stary@x.pl;4', 'Stary;stary@x.pl;5', 'B;b@x.pl;6'];
    const made = await importText(crm, `Nazwisko;E-mail;Telefon\n${rows.join('\n')}\n`, 'overwrite', as);
    expect(made).toMatchObject({ counts: { created: 2, updated: 4 }, changes: { contacts: { created: 2, updated: 1 } } });
    expect(await undoToEnd(crm, made.id, as)).toMatchObject({ undo: { removed: 2, reverted: 1, kept: 0 } });
  });

  test('U12: fill leaves what is there, overwrite does not', async () => {
    const as = tenant();
    const { id: contactId } = await crm.call(createContact, { lastName: 'Nowak', email: 'jan@firma.pl', phone: '111' }, as);
    const text = 'Nazwisko;E-mail;Telefon;Miasto\nInny;jan@firma.pl;222;Łódź\n';
    await importText(crm, text, 'fill', as);
    expect(await crm.call(getContact, { contactId }, as)).toMatchObject({ lastName: 'Nowak', phone: '111', city: 'Łódź' });
    await importText(crm, text, 'overwrite', as);
    expect(await crm.call(getContact, { contactId }, as)).toMatchObject({ lastName: 'Inny', phone: '222', city: 'Łódź' });
  });

  test('K5: failed rows come in parts, each within what the bus carries, and are one file', async () => {
    const as = tenant();
    const note = 'x'.repeat(11_000);
    const { id: importId, counts } = await importText(crm, `Nazwisko;Uwagi\n${`Nowak;${note}\n`.repeat(280)}`, 'skip', as);
    expect(counts).toMatchObject({ failed: 280 });
    const texts: string[] = [];
    for (let part: number | null = 0; part !== null; ) {
      const answer: { text: string; nextPart: number | null } = await crm.call(failedImportRows, { importId, part }, as);
      expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(8_000_000);
      texts.push(answer.text);
      part = answer.nextPart;
    }
    expect(texts.length).toBeGreaterThan(1);
    expect(
      texts
        .join('')
        .split('\r\n')
        .filter((line) => line.startsWith('Nowak;')),
    ).toHaveLength(280);
  });

  test('K5: another header is chosen before the run, and what stands above it is left out', async () => {
    const as = tenant();
    const made = await upload(crm, 'Imię;Nazwisko\nPełne imię;Nazwisko rodowe\nAda;Pająk\n', as);
    expect(made).toMatchObject({
      headerRow: 1,
      rowCount: 2,
      topRows: [{ row: 1, line: 1 }, { row: 2 }, { row: 3, cells: ['Ada', 'Pająk'] }],
    });
    const chosen = await crm.call(chooseImportHeader, { importId: made.id, headerRow: 2 }, as);
    expect(chosen).toMatchObject({ headerRow: 2, rowCount: 1, progress: { total: 1 } });
    const ended = await runToEnd(crm, chosen, 'skip', as, { '0': 'firstName', '1': 'lastName' });
    expect(ended.counts).toMatchObject({ created: 1, failed: 0 });
    await expect(crm.call(chooseImportHeader, { importId: made.id, headerRow: 1 }, as)).rejects.toMatchObject({ code: 'CRM_IMPORT_STATE' });
  });

  test('U13: rows with a remark are listed, page by page, with the cell', async () => {
    const as = tenant();
    const { id: importId, warned } = await importText(crm, `Nazwisko;Firma;NIP\n${'A;Firma;123\nB;Firma;456\n'}`, 'create', as);
    expect(warned).toBe(2);
    const first = await crm.call(listImportRows, { importId, kind: 'warned', limit: 1 }, as);
    expect(first.items).toMatchObject([
      { row: 1, line: 2, outcome: 'created', reasons: [{ code: 'nipLeftOut', field: 'company.nip', value: '123' }] },
    ]);
    const second = await crm.call(listImportRows, { importId, kind: 'warned', limit: 1, cursor: first.nextCursor ?? '' }, as);
    expect(second).toMatchObject({ items: [{ row: 2 }], nextCursor: null });
    await expect(crm.call(listImportRows, { importId }, tenant())).rejects.toMatchObject({ code: 'CRM_IMPORT_NOT_FOUND' });
    await expect(crm.call(listImportRows, { importId, cursor: 'x' }, as)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test('rows beyond the plan fail, the import does not', async () => {
    const as = tenant({ limits: { contacts: 3 }, plan: 'STARTER' });
    await crm.call(createContact, { lastName: 'Już jest' }, as);
    const { counts, id, status } = await importText(
      crm,
      'Nazwisko;E-mail\nA;a@x.pl\nB;b@x.pl\nB2;b@x.pl\nC;c@x.pl\nD;d@x.pl\n',
      'skip',
      as,
    );
    expect({ counts, status }).toEqual({ counts: { created: 2, updated: 0, skipped: 1, failed: 2 }, status: 'finished' });
    const { text } = await crm.call(failedImportRows, { importId: id }, { ...as, locale: 'en' });
    expect(text).toBe(
      '\ufeffNazwisko;E-mail;Reason\r\nC;c@x.pl;The plan’s contact limit is reached\r\nD;d@x.pl;The plan’s contact limit is reached\r\n',
    );
  });

  test('another organization sees nothing of it', async () => {
    const [mine, other] = [tenant(), tenant()];
    const { id: importId, suggestedMapping: mapping } = await upload(crm, 'Nazwisko;E-mail\nNowak;jan@firma.pl\n', mine);
    const refused = { code: 'CRM_IMPORT_NOT_FOUND' };
    await expect(crm.call(getImport, { importId }, other)).rejects.toMatchObject(refused);
    await expect(crm.call(runImport, { importId, mapping, duplicates: 'skip' }, other)).rejects.toMatchObject(refused);
    await expect(crm.call(undoImport, { importId }, other)).rejects.toMatchObject(refused);
    await expect(crm.call(failedImportRows, { importId }, other)).rejects.toMatchObject(refused);
    expect((await crm.call(listImports, {}, other)).items).toEqual([]);
    // The same people in both: neither is the other's duplicate.
    expect((await importText(crm, 'Nazwisko;E-mail\nNowak;jan@firma.pl\n', 'skip', other)).counts.created).toBe(1);
    expect((await importText(crm, 'Nazwisko;E-mail\nNowak;jan@firma.pl\n', 'skip', mine)).counts.created).toBe(1);
    expect(await everyContact(crm, mine)).toHaveLength(1);
  });

  test('a second import has to wait for the first', async () => {
    const as = tenant();
    const [first, second] = [await upload(crm, readFileSync(fixture), as), await upload(crm, 'Nazwisko\nNowak\n', as)];
    const start = ({ id: importId, suggestedMapping: mapping }: Import) =>
      crm.call(runImport, { importId, mapping, duplicates: 'skip' }, as);
    const outcomes = await Promise.allSettled([start(first), start(second)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CRM_IMPORT_RUNNING' } });
    await Promise.all([first, second].map(({ id }) => ended(crm, id, as)));
  });

  test('an import runs once, with a usable mapping', async () => {
    const as = tenant();
    const made = await upload(crm, 'Nazwisko;E-mail\nNowak;jan@firma.pl\n', as);
    const start = (mapping: ImportMapping) => crm.call(runImport, { importId: made.id, mapping, duplicates: 'skip' }, as);
    await expect(start({ '0': 'phone', '1': null })).rejects.toMatchObject({
      code: 'CRM_IMPORT_MAPPING',
      details: { errors: [{ code: 'nameOrEmailNeeded' }] },
    });
    await expect(start({ '0': 'email', '1': 'email' })).rejects.toMatchObject({ code: 'CRM_IMPORT_MAPPING' });
    await expect(crm.call(undoImport, { importId: made.id }, as)).rejects.toMatchObject({ code: 'CRM_IMPORT_STATE' });
    await runToEnd(crm, made, 'skip', as);
    await expect(start(made.suggestedMapping)).rejects.toMatchObject({ code: 'CRM_IMPORT_STATE' });
  });

  test('an upload sent twice is one import', async () => {
    const as = tenant();
    const [uploadId, bytesBase64] = [newId(), Buffer.from('Nazwisko\nNowak\n').toString('base64')];
    expect(await crm.call(putImportChunk, { uploadId, index: 0, bytesBase64 }, as)).toEqual({ received: 1 });
    expect(await crm.call(putImportChunk, { uploadId, index: 0, bytesBase64 }, as)).toEqual({ received: 1 });
    const first = await crm.call(createImport, { uploadId, fileName: 'a.csv', chunkCount: 1 }, as);
    expect(await crm.call(createImport, { uploadId, fileName: 'a.csv', chunkCount: 1 }, as)).toEqual(first);
    expect((await crm.call(listImports, {}, as)).items).toHaveLength(1);
    await expect(crm.call(createImport, { uploadId: newId(), fileName: 'a.csv', chunkCount: 2 }, as)).rejects.toMatchObject({
      details: { reason: 'incomplete' },
    });
  });

  test('pages through imports, newest first', async () => {
    const as = tenant();
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.unshift((await upload(crm, `Nazwisko\n${name}\n`, as, `${name}.csv`)).id);
    const { items, nextCursor } = await crm.call(listImports, { limit: 2 }, as);
    const rest = await crm.call(listImports, { limit: 2, cursor: nextCursor ?? undefined }, as);
    expect([...items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.nextCursor).toBeNull();
    await expect(crm.call(listImports, { cursor: 'x' }, as)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  test.each<[string, Buffer | string, object]>([
    [
      'a quote never closed',
      'Nazwisko;Uwagi\nA;b\nB;"c\nC;d\n',
      { code: 'CRM_IMPORT_FILE_UNREADABLE', details: { reason: 'quoteNotClosed', line: 3 } },
    ],
    ['a NUL byte', 'Nazwisko\nNo\0wak\n', { code: 'CRM_IMPORT_FILE_UNREADABLE', details: { reason: 'nul', line: 2 } }],
    ['a workbook', Buffer.from('PK\u0003\u0004....'), { code: 'CRM_IMPORT_FILE_UNREADABLE', details: { reason: 'spreadsheet' } }],
    [
      'broken UTF-8',
      Buffer.concat([Buffer.from('\ufeffNazwisko\nNowak '), Buffer.from([0xb3])]),
      { code: 'CRM_IMPORT_FILE_UNREADABLE', details: { reason: 'encoding', line: 2 } },
    ],
    ['nothing', '', { code: 'CRM_IMPORT_EMPTY' }],
    ['a header only', 'Imię;Nazwisko;E-mail\r\n', { code: 'CRM_IMPORT_EMPTY' }],
    ['more than 10 MB', Buffer.alloc(10_000_001, 'Nazwisko\n'), { code: 'BODY_TOO_LARGE' }],
  ])('a file with %s is refused and leaves nothing', async (_name, file, error) => {
    const as = tenant();
    await expect(upload(crm, file, as)).rejects.toMatchObject(error);
    expect((await crm.call(listImports, {}, as)).items).toEqual([]);
  });

  test.each([
    ['windows-1250', 'windows-1250'],
    ['iso-8859-2', 'ISO-8859-2'],
    ['utf8', 'UTF-8'],
    ['utf-16le', 'UTF-16LE'],
  ])('letters written in %s arrive', async (encoding, name) => {
    const as = tenant();
    const made = await upload(
      crm,
      iconv.encode('Imię,Nazwisko,Uwagi\nŚwiętosława,Żółć,"Zażółć, gęślą jaźń"\n', encoding, { addBOM: encoding === 'utf-16le' }),
      as,
    );
    expect(made).toMatchObject({ encoding: name, separator: ',' });
    await runToEnd(crm, made, 'skip', as);
    expect(await everyContact(crm, as)).toMatchObject([{ firstName: 'Świętosława', lastName: 'Żółć', notes: 'Zażółć, gęślą jaźń' }]);
  });
});

describe('killed in the middle', () => {
  const rows = 3_000;
  const people = Array.from(
    { length: rows },
    (_, index) => `Osoba ${index};osoba${index % 2_900}@firma${index % 50}.example;Firma ${index % 50};firma${index % 50}.example\n`,
  );
  const file = `Nazwisko;E-mail;Firma;Domena\n${people.join('')}`;
  const begin = async (crm: Crm, as: Scope): Promise<string> => {
    const { id: importId, suggestedMapping: mapping } = await upload(crm, file, as);
    await crm.call(runImport, { importId, mapping, duplicates: 'skip' }, as);
    return importId;
  };
  const done = async (crm: Crm, importId: string, least: number): Promise<void> => {
    await waitFor(`${least} rows`, async () => {
      const [row] = await crm.ownerSql<{ done: number }>('select done from imports where id = $1', [importId]);
      return row !== undefined && row.done >= least;
    });
  };
  const whole = async (crm: Crm, importId: string, as: Scope): Promise<void> => {
    expect(await ended(crm, importId, as)).toMatchObject({
      status: 'finished',
      counts: { created: 2_900, updated: 0, skipped: 100, failed: 0 },
    });
    expect(await live(crm, 'contacts', as.organizationId)).toBe(2_900);
    expect(await live(crm, 'companies', as.organizationId)).toBe(50);
    expect(await crm.outbox(contactCreated)).toHaveLength(2_900);
    const [counted] = await crm.ownerSql<{ rows: string; distinct: string }>(
      'select count(*) as rows, count(distinct row_number) as distinct from import_rows where import_id = $1',
      [importId],
    );
    expect(counted).toEqual({ rows: `${rows}`, distinct: `${rows}` });
  };

  test('another instance goes on where the stopped one was', async () => {
    await using database = await startTestDb<DB>('crm');
    const first = await startTestService(crmService, { database });
    const as = first.scope();
    const importId = await begin(first, as);
    await done(first, importId, 500);
    await first[Symbol.asyncDispose]();
    await using second = await startTestService(crmService, { database });
    await whole(second, importId, as);
  });

  test('a dead worker is replaced when its lease has run out, and what it still sends is refused', async () => {
    await using database = await startTestDb<DB>('crm');
    const first = await startTestService(crmService, { database });
    const as = first.scope();
    const { id: importId, suggestedMapping: mapping } = await upload(first, file, as);
    // A stranger's lease keeps this instance's workers away: it stands for the process that is about to die.
    await database.ownerSql("update imports set lease_until = now() + interval '1 hour' where id = $1", [importId]);
    await first.call(runImport, { importId, mapping, duplicates: 'skip' }, as);
    const owner = newId();
    await database.ownerSql('update imports set lease_owner = $2 where id = $1', [importId, owner]);
    const dead = { scope: as, state: await importsStore(first.db).get(as, importId), owner };
    const { value: batch = [] } = await batchesOf(await unpack(await importsStore(first.db).file(as, importId)), dead.state, 500).next();
    expect((await batchesStore(first.db).commit(dead, batch, systemClock.now()))?.progress.done).toBe(500);
    expect(await importWorkStore(first.db).claim({ organizationId: as.organizationId, id: importId }, newId())).toBeUndefined();
    await database.ownerSql("update imports set lease_until = now() - interval '1 second' where id = $1", [importId]);
    await whole(first, importId, as);
    expect(await batchesStore(first.db).commit(dead, batch, systemClock.now())).toBeUndefined();
    await first[Symbol.asyncDispose]();
  });

  test('connections cut in the middle of batches lose and double nothing', async () => {
    await using crm = await startTestService(crmService);
    const as = crm.scope();
    const importId = await begin(crm, as);
    for (const least of [500, 1_500, 2_000]) {
      await done(crm, importId, least);
      await crm.ownerSql(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'crm'",
      );
    }
    await whole(crm, importId, as);
  });
});

describe('F6: an import whose organization loses its plan meanwhile', () => {
  test('stops, says why, and goes on where it was once the plan is back, by the mapping it began with', async () => {
    const rows = batchSize * 2 + 10;
    const answers: ('full' | 'readOnly')[] = ['full', 'readOnly'];
    const entitlements = remote(getEntitlements, async () => ({
      plan: 'STARTER' as const,
      access: answers.shift() ?? 'full',
      limits: { users: 3, contacts: null },
      features: [],
    }));
    // Every look at the clock is a minute later: the worker asks before each batch.
    let minutes = 0;
    const now = (): Date => {
      minutes += 1;
      return new Date(systemClock.now().getTime() + minutes * 60_000);
    };
    await using crm = await startTestService(crmService, { remotes: [entitlements], clock: { now } });
    const text = `Imię;Nazwisko\n${Array.from({ length: rows }, (_, at) => `Jan;Nowak${at}`).join('\n')}\n`;
    const stopped = await importText(crm, text);
    expect(stopped).toMatchObject({
      status: 'failed',
      error: 'PLAN_READ_ONLY',
      progress: { done: batchSize },
      counts: { created: batchSize },
    });
    await expect(
      crm.call(runImport, { importId: stopped.id, mapping: {}, duplicates: 'skip' }, crm.scope({ access: 'readOnly' })),
    ).rejects.toMatchObject({ code: 'PLAN_READ_ONLY' });
    const finished = await runToEnd(crm, stopped, 'create', crm.scope({ access: 'full' }), { '1': 'lastName' });
    expect(finished).toMatchObject({
      status: 'finished',
      error: null,
      duplicates: 'skip',
      mapping: stopped.mapping,
      counts: { created: rows },
    });
    expect(await live(crm, 'contacts')).toBe(rows);
  });
});
