import { randomUUID } from 'node:crypto';
import { type FuzzAnswer, judge } from './judge.ts';
import { type ApiDocument, operationsOf } from './operations.ts';
import { type FuzzRequest, requestsOf } from './requests.ts';
import type { Known } from './values.ts';

export type Fault = Readonly<{ number: number; request: string; status: number; why: string; answer: string }>;
export type FuzzReport = Readonly<{ asked: number; statuses: Readonly<Record<string, number>>; faults: readonly Fault[] }>;
export type Settings = Readonly<{ seed: number; count: number; atOnce?: number }>;

/** Asks a running product `count` questions made from its own document, and holds every answer against it. */
export async function fuzz(url: string, settings: Settings): Promise<FuzzReport> {
  const api = `${url}/api/v1`;
  const document = (await (await fetch(`${api}/openapi.json`)).json()) as ApiDocument;
  const session = sessions(api);
  const known = await madeThings(api, await session.token());
  const requests = requestsOf(operationsOf(document), known, settings);
  const wrong = judge(document);
  const faults: Fault[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let number = next++; number < requests.length; number = next++) {
      const request = requests[number] as FuzzRequest;
      const answer = await send(api, request, await session.token());
      if (answer.status === 401) session.forget();
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const why = wrong(request.operation, answer);
      if (why !== undefined) faults.push(faultOf(number, request, answer, why));
    }
  };
  await Promise.all(Array.from({ length: settings.atOnce ?? 8 }, worker));
  return { asked: requests.length, statuses, faults };
}

const faultOf = (number: number, { operation, path, headers, body }: FuzzRequest, { status, text }: FuzzAnswer, why: string): Fault => ({
  number,
  request: `${operation.method} ${path} ${JSON.stringify(headers)} ${JSON.stringify(body)?.slice(0, 600) ?? ''}`,
  status,
  why,
  answer: text.slice(0, 300),
});

async function send(api: string, { operation, path, headers, body, file }: FuzzRequest, token: string): Promise<FuzzAnswer> {
  const form = file === undefined ? undefined : uploadOf(file);
  const response = await fetch(`${api}${path}`, {
    method: operation.method,
    signal: AbortSignal.timeout(60_000),
    headers: { authorization: `Bearer ${token}`, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(form !== undefined ? { body: form } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

function uploadOf(text: string): FormData {
  const form = new FormData();
  form.set('file', new Blob([text]), 'contacts.csv');
  return form;
}

/** A request may end the session it is asked in: the next one gets another firm. */
function sessions(api: string): Readonly<{ token(): Promise<string>; forget(): void }> {
  let current: Promise<string> | undefined;
  return {
    token: () => {
      current ??= register(api);
      return current;
    },
    forget: () => {
      current = undefined;
    },
  };
}

async function register(api: string): Promise<string> {
  const body = { email: `fuzz-${randomUUID()}@example.test`, password: 'Zielona-Herbata-77', name: 'Anna', organizationName: 'Firma' };
  return (await must<{ accessToken: string }>(`${api}/auth/register`, '', body)).accessToken;
}

/** Things to ask about: the ids that a request with a good id names. */
async function madeThings(api: string, token: string): Promise<Known> {
  const make = async (path: string, body: unknown): Promise<string> => (await must<{ id: string }>(`${api}${path}`, token, body)).id;
  const pipeline = await firstPipeline(api, token);
  const companyId = await make('/companies', { name: 'Żółw', tags: ['VIP'] });
  const contactId = await make('/contacts', { lastName: 'Łoś', companyId, email: 'jan@example.test', phone: '600 100 200' });
  const dealId = await make('/deals', { title: 'Szansa', companyId, contactId, value: { amount: 1000 } });
  const taskId = await make('/tasks', { title: 'Zadanie', links: { dealId } });
  const inboxItemId = await make('/inbox-items', { title: 'Zadzwonić do Łosia' });
  const waitingForId = await make('/waiting-fors', { title: 'Oferta', links: { dealId } });
  const ids = {
    companyId,
    contactId,
    dealId,
    taskId,
    inboxItemId,
    waitingForId,
    pipelineId: pipeline.id,
    stageId: pipeline.stages[0]?.id ?? pipeline.id,
  };
  const known = Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, [id]]));
  return { ...known, recordId: [dealId, contactId], personId: [contactId], id: Object.values(ids) };
}

type Pipeline = Readonly<{ id: string; stages: readonly { id: string }[] }>;

/** crm makes it when it hears of the organization. */
async function firstPipeline(api: string, token: string): Promise<Pipeline> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await fetch(`${api}/pipelines`, { headers: { authorization: `Bearer ${token}` } });
    const { items = [] } = (await answer.json()) as { items?: Pipeline[] };
    if (items[0] !== undefined) return items[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The organization got no pipeline within a minute');
}

async function must<T>(url: string, token: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}
