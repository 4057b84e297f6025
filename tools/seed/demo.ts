import { type Api, ApiError, apiClient, untilSome } from './api.client.ts';
import { companies, contacts, deals, inbox, tasks } from './demo-data.ts';
import { demoLogin, type Login } from './login.ts';

type Named = { id: string };
type Pipeline = { id: string; isDefault: boolean; stages: { id: string; position: number }[] };

/** Makes what is missing of the demo organization, through the public API. Running it again changes nothing. */
export async function seedDemo(baseUrl: string, say: (line: string) => void, login: Login = demoLogin): Promise<string> {
  const { api, isNew } = await signIn(baseUrl, login);
  if (await buyYear(api)) say('a year of its plan');
  say('companies');
  const companyIds = await ensure(api, '/companies', companies, 'name', (company) => company);
  say('contacts');
  const contactIds = await ensure(api, '/contacts', contacts, 'email', ({ company, ...contact }) => ({
    ...contact,
    companyId: companyIds.get(company),
  }));
  say('deals');
  const [pipeline] = (await untilSome(async () => (await api.get<{ items: Pipeline[] }>('/pipelines')).items, 'The default pipeline')) as [
    Pipeline,
  ];
  const stages = pipeline.stages.toSorted((a, b) => a.position - b.position);
  const dealIds = await ensure(api, '/deals', deals, 'title', (deal) => ({
    title: deal.title,
    value: { amount: deal.amount, currency: 'PLN' },
    companyId: companyIds.get(deal.company),
    contactId: contactIds.get(deal.contact),
    expectedCloseOn: day(deal.closesInDays),
    stageId: stages[Math.min(deal.stage, stages.length - 1)]?.id,
  }));
  say('tasks');
  await seedTasks(api, dealIds);
  await ensure(
    api,
    '/inbox-items',
    inbox.map((title) => ({ title })),
    'title',
    (item) => item,
    '/inbox-items?status=open',
    isNew,
  );
  return isNew ? 'Demo organization made' : 'Demo organization is there';
}

async function signIn(baseUrl: string, login: Login): Promise<{ api: Api; isNew: boolean }> {
  const visitor = apiClient(baseUrl);
  try {
    const { accessToken } = await visitor.post<{ accessToken: string }>('/auth/login', login);
    return { api: apiClient(baseUrl, accessToken), isNew: false };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    const person = { ...login, name: 'Anna Nowak', organizationName: 'Demo Nowak i Wspólnicy', locale: 'pl' };
    const { accessToken } = await visitor.post<{ accessToken: string }>('/auth/register', person);
    return { api: apiClient(baseUrl, accessToken), isNew: true };
  }
}

type Plans = { paymentProvider: string };
type Checkout = { id: string; url: string };

/** Shown for longer than a trial lasts, the demo must not end: the stand-in for a payment provider sells it a year, as to anybody. */
async function buyYear(api: Api): Promise<boolean> {
  const { paymentProvider } = await api.get<Plans>('/billing/plans');
  if (paymentProvider !== 'sandbox') return false;
  await untilSome(() => trialOf(api), 'The trial');
  try {
    const { id, url } = await api.post<Checkout>('/billing/checkout', { plan: 'PROFESSIONAL', interval: 'year', acceptOutgrown: true });
    await api.post(`/billing/sandbox/checkouts/${url.split('/').at(-1)}/pay`, { method: 'card', code: '4242424242424242' });
    await api.post(`/billing/checkouts/${id}/settle`, {});
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'BILLING_ALREADY_SUBSCRIBED') return false;
    throw error;
  }
}

async function trialOf(api: Api): Promise<unknown[]> {
  try {
    return [await api.get('/billing/subscription')];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}

async function seedTasks(api: Api, dealIds: Map<string, string>): Promise<void> {
  const contexts = await untilSome(async () => (await api.get<{ items: Named[] }>('/contexts')).items, 'The default contexts');
  await ensure(
    api,
    '/tasks',
    tasks,
    'title',
    (task) => ({
      title: task.title,
      contextId: contexts[task.context % contexts.length]?.id,
      ...(task.dueInDays === undefined ? {} : { dueDate: day(task.dueInDays) }),
      ...(task.deferDays === undefined ? {} : { deferUntil: day(task.deferDays) }),
      ...(task.deal === undefined ? {} : { links: { dealId: dealIds.get(task.deal) ?? null } }),
    }),
    '/tasks?view=all',
  );
}

/** Posts the things whose key is not in the list yet; answers the ids of all by key. `create` off: only looks. */
export async function ensure<T extends Readonly<Record<K, string>>, K extends string>(
  api: Api,
  path: string,
  wanted: readonly T[],
  key: K,
  body: (thing: T) => unknown,
  listPath = path,
  create = true,
): Promise<Map<string, string>> {
  const there = await api.all<Record<K, string> & Named>(listPath);
  const ids = new Map<string, string>(there.map((thing) => [thing[key], thing.id]));
  for (const thing of create ? wanted : []) {
    if (ids.has(thing[key])) continue;
    const made = await api.post<Named>(path, body(thing));
    ids.set(thing[key], made.id);
  }
  return ids;
}

export function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
}
