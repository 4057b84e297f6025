import type { Import } from '@crm-gtd/shared/contracts/crm/imports.ts';
import type { AuditEntry } from '@crm-gtd/shared/contracts/gateway/audit.ts';
import type { Task } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { dayIn, emptyStore, fakeId, instantIn, type Store } from './fake-store.ts';

const firstNames = ['Tomasz', 'Magdalena', 'Łukasz', 'Zofia', 'Adam', 'Katarzyna', 'Piotr', 'Agnieszka', 'Grzegorz', 'Świętosława'];
const lastNames = [
  'Nowakowski',
  'Adamczyk',
  'Źródłowski',
  'Wiśniewska',
  'Kozłowski',
  'Dąbrowska',
  'Lewandowski',
  'Brzęczyszczykiewicz',
  'Walczak',
  'Zając',
];
const cities = ['Katowice', 'Gdańsk', 'Łódź', 'Kraków', 'Szczecin', 'Poznań'];
const jobs = ['Prezes', 'Właściciel', 'Kierownik zakupów', 'Księgowa', 'Dyrektor handlowy'];
const firms = [
  'Stalmet S.A.',
  'Transtex P.H.U.',
  'Softmed Sp. k.',
  'Agronet',
  'Euroland Sp. k.',
  'Vitapol',
  'Polotech S.A.',
  'Elektrotex',
  'Budimar',
  'Drewnex',
];
const many = 240;

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const addRecords = (store: Store): void => {
  store.companies = firms.map((name, n) => ({
    id: fakeId(),
    name,
    nip: n % 3 ? '5260250274' : null,
    domain: `${name.split(' ')[0]?.toLowerCase()}.pl`,
    website: null,
    phone: '+48 32 258 10 10',
    street: 'ul. Długa 12',
    postalCode: '40-414',
    city: at(cities, n),
    notes: null,
    tags: n % 2 ? ['klient'] : ['lead', 'targi 2026'],
    createdAt: instantIn(-n),
    updatedAt: instantIn(-n),
    version: 1,
  }));
  store.contacts = Array.from({ length: many }, (_, n) => {
    const company = at(store.companies, n);
    return {
      id: fakeId(),
      firstName: at(firstNames, n * 3),
      lastName: at(lastNames, n),
      email: n % 7 ? `kontakt${n}@${company.domain}` : null,
      phone: `+48 623 854 ${String(100 + n)}`,
      jobTitle: at(jobs, n),
      companyId: company.id,
      companyName: company.name,
      street: null,
      postalCode: '40-414',
      city: at(cities, n),
      notes: n % 5 ? null : 'Prosi o ofertę „na już”.',
      tags: n % 3 ? [] : ['klient'],
      lastContactOn: null,
      createdAt: instantIn(-n / 10),
      updatedAt: instantIn(-n / 10),
      version: 1,
    };
  });
};

const dealTitles = [
  'Modernizacja linii spawalniczej',
  'Wdrożenie systemu ERP dla oddziału w Łodzi',
  'Dostawa regałów',
  'Serwis roczny',
  'Hala magazynowa: konstrukcja',
  'Audyt energetyczny',
  'Szkolenia BHP',
  'Wymiana oświetlenia',
  'Abonament 2027',
  'Panele fotowoltaiczne',
  'Projekt placu',
  'Transport ponadgabarytowy',
];
const motions = ['moving', 'stuck', 'waiting', 'moving', 'parked'] as const;

const addDeals = (store: Store): void => {
  const pipeline = at(store.pipelines, 0);
  store.deals = dealTitles.map((title, n) => {
    const company = at(store.companies, n);
    return {
      id: fakeId(),
      title,
      value: { amount: 1_234_56 * (n + 3) * (n % 4 === 0 ? 10 : 1), currency: 'PLN' as const },
      companyId: company.id,
      companyName: company.name,
      contactId: at(store.contacts, n).id,
      contactName: 'Anna',
      expectedCloseOn: n % 3 ? dayIn(n * 4 - 8) : null,
      notes: null,
      pipelineId: pipeline.id,
      stageId: at(pipeline.stages, Math.floor(n / 3.4)).id,
      status: 'open' as const,
      motion: at(motions, n),
      ownerId: store.session.user.id,
      lostReason: null,
      closedAt: null,
      stageEnteredAt: instantIn(-n - 2),
      createdAt: instantIn(-20),
      updatedAt: instantIn(-n),
      version: 1,
    };
  });
};

const noLinks = { contactId: null, companyId: null, dealId: null };

export const sampleTask = (store: Store, fields: Partial<Task>): Task => ({
  id: fakeId(),
  title: 'Działanie',
  notes: null,
  list: 'next',
  contextId: null,
  contextName: null,
  projectId: null,
  projectTitle: null,
  dueDate: null,
  deferUntil: null,
  scheduledOn: null,
  links: noLinks,
  status: 'open',
  assigneeId: store.session.user.id,
  origin: 'manual',
  completedAt: null,
  createdAt: instantIn(-3),
  updatedAt: instantIn(-3),
  version: 1,
  ...fields,
});

const addWork = (store: Store): void => {
  const [phone, desk] = store.contexts;
  const deal = at(store.deals, 0);
  const inContext = (context: typeof phone) => ({ contextId: context?.id ?? null, contextName: context?.name ?? null });
  store.tasks = [
    sampleTask(store, {
      title: 'Wysłać poprawioną ofertę do Stalmetu',
      dueDate: dayIn(-3),
      ...inContext(desk),
      links: { ...noLinks, dealId: deal.id },
      notes: 'Z rabatem 3% przy płatności w 14 dni',
    }),
    sampleTask(store, { title: 'Oddzwonić do pani Dąbrowskiej w sprawie terminu montażu', dueDate: dayIn(0), ...inContext(phone) }),
    sampleTask(store, { title: 'Sprawdzić stan magazynu przed środą', scheduledOn: dayIn(0), ...inContext(desk) }),
    sampleTask(store, {
      title: 'Umówić kolejne spotkanie po wygranej',
      origin: 'dealWon',
      dueDate: dayIn(5),
      links: { ...noLinks, dealId: at(store.deals, 3).id },
    }),
    sampleTask(store, { title: 'Przygotować umowę ramową', ...inContext(desk), projectTitle: 'Nowy oddział' }),
    sampleTask(store, { title: 'Kurs języka niemieckiego', list: 'someday' }),
    sampleTask(store, { title: 'Kod do alarmu w biurze', list: 'reference' }),
  ];
  store.projects = [
    { id: fakeId(), title: 'Nowy oddział we Wrocławiu', status: 'active', openTasks: 4, createdAt: instantIn(-30), version: 1 },
    { id: fakeId(), title: 'Strona internetowa 2027', status: 'active', openTasks: 0, createdAt: instantIn(-9), version: 1 },
  ];
  store.waiting = [
    {
      id: fakeId(),
      title: 'Podpisana umowa od Transteksu',
      notes: null,
      personId: at(store.contacts, 1).id,
      followUpOn: dayIn(-1),
      links: { ...noLinks, dealId: at(store.deals, 2).id },
      status: 'open',
      openedAt: instantIn(-6),
      resolvedAt: null,
      version: 1,
    },
    {
      id: fakeId(),
      title: 'Wycena transportu',
      notes: 'Do piątku',
      personId: at(store.contacts, 4).id,
      followUpOn: dayIn(3),
      links: noLinks,
      status: 'open',
      openedAt: instantIn(-1),
      resolvedAt: null,
      version: 1,
    },
  ];
};

const addInbox = (store: Store): void => {
  const titles = [
    'Zadzwonić do Źródłowskiego, chce wycenę regałów do piątku',
    'Artykuł o zmianach w KSeF',
    'Pomysł: rabat dla stałych klientów',
    'Zamówić wizytówki',
  ];
  store.inbox = titles.map((title, n) => ({
    id: fakeId(),
    title,
    notes: n === 0 ? 'Mówił, że ostatnio regały przyszły porysowane.' : null,
    source: 'quickCapture' as const,
    status: 'open' as const,
    decision: null,
    resultId: null,
    capturedBy: store.session.user.id,
    capturedAt: instantIn(-0.2 * (n + 1)),
    clarifiedAt: null,
    version: 1,
  }));
  store.suggestions = [
    {
      id: fakeId(),
      inboxItemId: at(store.inbox, 0).id,
      decision: 'next',
      contextId: at(store.contexts, 0).id,
      contextName: '@telefon',
      links: { ...noLinks, contactId: at(store.contacts, 2).id },
      dueDate: dayIn(4),
      title: null,
      confidence: 0.82,
      reason: 'Tytuł zaczyna się od „Zadzwonić” i podaje termin.',
      provider: 'local',
      status: 'open',
      createdAt: instantIn(-0.1),
    },
  ];
};

const headers = ['Imię', 'Nazwisko', 'E-mail', 'Telefon', 'Stanowisko', 'Firma', 'NIP', 'Tagi'];
const fields = ['firstName', 'lastName', 'email', 'phone', 'jobTitle', 'company.name', 'company.nip', 'tags'] as const;
const samples = [
  ['Tomasz', 'Łukasz'],
  ['Nowakowski', 'Źródłowski'],
  ['tomasz.nowakowski0@stalserwis1075.pl'],
  ['+48 623 854 220'],
  ['Prezes'],
  ['Stalserwis S.A.'],
  ['3265888000'],
  ['klient', 'lead'],
];

export const sampleImport = (change: Partial<Import> = {}): Import => ({
  id: fakeId(),
  fileName: 'kontakty-10000.csv',
  sizeBytes: 1_640_000,
  status: 'uploaded',
  encoding: 'windows-1250',
  separator: ';',
  columns: headers.map((header, index) => ({
    index,
    header,
    samples: [...at(samples, index)],
    suggestedField: at(fields, index),
    dayOrder: null,
  })),
  headerRow: 1,
  topRows: [{ row: 1, line: 1, cells: [...headers] }],
  warned: 0,
  changes: { contacts: { created: 0, updated: 0 }, companies: { created: 0, updated: 0 } },
  suggestedMapping: Object.fromEntries(headers.map((_, index) => [String(index), at(fields, index)])),
  mapping: null,
  duplicates: null,
  rowCount: 10_000,
  progress: { done: 0, total: 10_000 },
  counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
  undo: null,
  error: null,
  createdAt: instantIn(-0.01),
  startedAt: null,
  finishedAt: null,
  version: 1,
  ...change,
});

const addAudit = (store: Store): void => {
  const deal = at(store.deals, 3);
  const pipeline = at(store.pipelines, 0);
  const request = fakeId();
  const links = { dealId: deal.id, pipelineId: pipeline.id, companyId: deal.companyId, contactId: null };
  const entry = (fields: Partial<AuditEntry> & Pick<AuditEntry, 'type' | 'data'>, minutes: number): AuditEntry => ({
    id: fakeId(),
    time: instantIn(-minutes / 1_440),
    actorId: store.session.user.id,
    actorName: 'Anna Nowak',
    aggregateType: fields.type.split('.')[1] ?? '',
    aggregateId: deal.id,
    sequence: 1,
    correlationId: request,
    causationId: request,
    causeType: null,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    ...fields,
  });
  const before = { stageId: at(pipeline.stages, 2).id, status: 'open' };
  store.audit = [
    entry(
      {
        type: 'billing.invoice.drafted',
        actorId: 'service:billing',
        actorName: null,
        causeType: 'crm.deal.won',
        data: { net: deal.value, gross: { amount: 2_847_300, currency: 'PLN' } },
      },
      2,
    ),
    entry({ type: 'gtd.task.created', actorId: 'service:gtd', actorName: null, causeType: 'crm.deal.won', data: { dueDate: dayIn(5) } }, 2),
    entry({ type: 'crm.deal.won', data: { ...links, value: deal.value, before, after: { ...before, status: 'won' } } }, 3),
    entry(
      {
        type: 'crm.deal.moved',
        data: { ...links, before: { stageId: at(pipeline.stages, 1).id, status: 'open' }, after: before },
        correlationId: fakeId(),
      },
      60,
    ),
    entry({ type: 'crm.contact.updated', data: { changedFields: ['email', 'phone'] }, correlationId: fakeId() }, 200),
    entry({ type: 'crm.import.finished', data: { counts: { created: 9_412 } }, correlationId: fakeId() }, 900),
    entry({ type: 'gateway.session.started', data: {}, correlationId: fakeId() }, 1_000),
  ];
};

const addBilling = (store: Store): void => {
  const deal = at(store.deals, 3);
  store.invoices = [
    {
      id: fakeId(),
      status: 'draft',
      number: null,
      dealId: deal.id,
      companyId: deal.companyId,
      contactId: null,
      buyerName: deal.companyName,
      buyerNip: '5260250274',
      lines: [{ name: deal.title, quantity: 1, net: 2_314_878, vatRate: '23', vat: 532_422, gross: 2_847_300 }],
      net: 2_314_878,
      vat: 532_422,
      gross: 2_847_300,
      currency: 'PLN',
      issuedAt: null,
      createdAt: instantIn(0),
      version: 1,
    },
  ];
};

/** An organization in the middle of its work. */
export const fullStore = (locale: 'pl' | 'en'): Store => {
  const store = emptyStore(locale);
  addRecords(store);
  addDeals(store);
  addWork(store);
  addInbox(store);
  addAudit(store);
  addBilling(store);
  store.imports = [
    sampleImport({
      status: 'finished',
      counts: { created: 9_412, updated: 0, skipped: 431, failed: 157 },
      progress: { done: 10_000, total: 10_000 },
      startedAt: instantIn(-0.01),
      finishedAt: instantIn(-0.009),
    }),
  ];
  return store;
};
