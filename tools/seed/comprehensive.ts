import { ApiError, apiClient } from './api.client.ts';
import { ensure, seedDemo } from './demo.ts';
import { demoLogin } from './login.ts';
import { withCheckDigit } from './nip.ts';

const FIRST = ['Anna', 'Jan', 'Łucja', 'Świętosław', 'Zofia', 'Krzysztof', 'Żaneta', 'Michał', 'Ewa', 'Stanisław', 'Małgorzata', 'Józef'];
const LAST = ['Nowak', 'Wójcik', 'Kamińska', 'Śliwiński', 'Żak', 'Dąbrowska', 'Łukasik', 'Ćwik', 'Gąsior', 'Źródlak'];
const TRADE = ['Budowa', 'Hurtownia', 'Studio', 'Serwis', 'Pracownia', 'Transport', 'Gabinet', 'Drukarnia'];
const CITY = ['Warszawa', 'Łódź', 'Kraków', 'Gdańsk', 'Wrocław', 'Poznań', 'Białystok', 'Rzeszów'];

/** A firm of some size: 60 companies, 240 contacts, 60 deals, over the demo. The same every time. */
export async function seedComprehensive(baseUrl: string, say: (line: string) => void): Promise<string> {
  await seedDemo(baseUrl, say);
  const { accessToken } = await apiClient(baseUrl).post<{ accessToken: string }>('/auth/login', demoLogin);
  const api = apiClient(baseUrl, accessToken);
  try {
    const companies = range(60).map((n) => ({
      name: `${at(TRADE, n)} ${at(LAST, n * 3)} ${n + 1}`,
      nip: withCheckDigit(`7${String(11_111_111 + n * 7_919).padStart(8, '0')}`),
      city: at(CITY, n),
      domain: `firma-${n + 1}.example`,
    }));
    say('60 companies');
    const companyIds = await ensure(api, '/companies', companies, 'name', (company) => company);
    const contacts = range(240).map((n) => ({
      firstName: at(FIRST, n),
      lastName: at(LAST, n * 7),
      email: `osoba-${n + 1}@firma-${(n % 60) + 1}.example`,
      companyId: companyIds.get(companies[n % 60]?.name ?? ''),
      city: at(CITY, n),
    }));
    say('240 contacts');
    await ensure(api, '/contacts', contacts, 'email', (contact) => contact);
    const deals = range(60).map((n) => ({
      title: `Zamówienie ${n + 1}: ${at(TRADE, n)}`,
      value: { amount: (n + 1) * 73_100, currency: 'PLN' },
      companyId: companyIds.get(companies[n]?.name ?? ''),
    }));
    say('60 deals');
    await ensure(api, '/deals', deals, 'title', (deal) => deal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'PLAN_LIMIT_REACHED') throw error;
    return 'Filled up to the limit of the demo organization’s plan';
  }
  return 'Comprehensive demo data is there';
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function at(words: readonly string[], index: number): string {
  return words[index % words.length] as string;
}
