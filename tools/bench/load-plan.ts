export type Kind = 'create' | 'get' | 'list' | 'search';

/** A signed-in person of one organization and contacts he may read. */
export type Account = Readonly<{ organizationId: string; token: string; contactIds: readonly string[] }>;

export type LoadPlan = Readonly<{
  url: string;
  kind: Kind;
  accounts: readonly Account[];
  connections: number;
  seconds: number;
  /** Requests a second; absent: each connection asks again as soon as it is answered. */
  rate?: number;
}>;

export type LoadResult = Readonly<{ requests: number; perSecond: number; failures: number; p50: number; p95: number; p99: number }>;

export type PlannedRequest = Readonly<{ method: 'GET' | 'POST'; path: string; headers: Readonly<Record<string, string>>; body?: string }>;

const words = ['kowalski', 'lukasz zielinsk', 'osoba77', 'nowak', 'mlyn slaski', 'zrebak', 'szyman ewa', 'krzysztof'];

/** What one connection asks in turn. `unique` keeps e-mails apart between runs. */
export function requestsOf(kind: Kind, account: Account, unique: string): PlannedRequest[] {
  const headers = { authorization: `Bearer ${account.token}`, accept: 'application/json' };
  const get = (path: string): PlannedRequest => ({ method: 'GET', path: `/api/v1${path}`, headers });
  switch (kind) {
    case 'get':
      return account.contactIds.map((id) => get(`/contacts/${id}`));
    case 'list':
      return [get('/contacts?limit=50')];
    case 'search':
      return words.map((q) => get(`/contacts?q=${encodeURIComponent(q)}`));
    case 'create':
      return [
        { method: 'POST', path: '/api/v1/contacts', headers: { ...headers, 'content-type': 'application/json' }, body: contact(unique) },
      ];
  }
}

export function contact(unique: string): string {
  return JSON.stringify({
    firstName: 'Małgorzata',
    lastName: 'Lewandowska',
    email: `m.${unique}@example.test`,
    phone: '+48 601 234 567',
    jobTitle: 'Kierowniczka zakupów',
    city: 'Łódź',
    tags: ['targi'],
  });
}
