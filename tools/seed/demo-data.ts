import { withCheckDigit } from './nip.ts';

export type DemoCompany = Readonly<{
  name: string;
  nip: string;
  city: string;
  postalCode: string;
  street: string;
  domain: string;
  tags: string[];
}>;
export type DemoContact = Readonly<{
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  jobTitle: string;
  company: string;
  city: string;
}>;
export type DemoDeal = Readonly<{ title: string; company: string; amount: number; stage: number; contact: string; closesInDays: number }>;
export type DemoTask = Readonly<{ title: string; context: number; dueInDays?: number; deferDays?: number; deal?: string }>;

/** All made up: domains end in .example, which nobody can own. */
export const companies: readonly DemoCompany[] = [
  {
    name: 'Piekarnia Złoty Kłos sp. z o.o.',
    nip: withCheckDigit('521301722'),
    city: 'Kraków',
    postalCode: '30-009',
    street: 'ul. Młynarska 14',
    domain: 'zloty-klos.example',
    tags: ['gastronomia'],
  },
  {
    name: 'Zakład Stolarski Dąb i Syn',
    nip: withCheckDigit('677224418'),
    city: 'Żywiec',
    postalCode: '34-300',
    street: 'ul. Leśna 3',
    domain: 'dab-i-syn.example',
    tags: ['produkcja'],
  },
  {
    name: 'Logistyka Północ S.A.',
    nip: withCheckDigit('957106203'),
    city: 'Gdańsk',
    postalCode: '80-748',
    street: 'ul. Żaglowa 2',
    domain: 'logistyka-polnoc.example',
    tags: ['transport', 'kluczowy'],
  },
  {
    name: 'Klinika Uśmiech',
    nip: withCheckDigit('899278145'),
    city: 'Wrocław',
    postalCode: '50-071',
    street: 'pl. Solny 11',
    domain: 'klinika-usmiech.example',
    tags: ['medycyna'],
  },
  {
    name: 'Biuro Rachunkowe Saldo',
    nip: withCheckDigit('726245390'),
    city: 'Łódź',
    postalCode: '90-265',
    street: 'ul. Piotrkowska 88',
    domain: 'saldo-biuro.example',
    tags: ['usługi'],
  },
  {
    name: 'EkoDom Pompy Ciepła',
    nip: withCheckDigit('782258861'),
    city: 'Poznań',
    postalCode: '61-806',
    street: 'ul. Święty Marcin 40',
    domain: 'ekodom.example',
    tags: ['energia'],
  },
];

export const contacts: readonly DemoContact[] = [
  {
    firstName: 'Małgorzata',
    lastName: 'Wójcik',
    email: 'm.wojcik@zloty-klos.example',
    phone: '+48 600 100 201',
    jobTitle: 'Właścicielka',
    company: 'Piekarnia Złoty Kłos sp. z o.o.',
    city: 'Kraków',
  },
  {
    firstName: 'Łukasz',
    lastName: 'Dąbrowski',
    email: 'lukasz@dab-i-syn.example',
    phone: '+48 600 100 202',
    jobTitle: 'Współwłaściciel',
    company: 'Zakład Stolarski Dąb i Syn',
    city: 'Żywiec',
  },
  {
    firstName: 'Żaneta',
    lastName: 'Krawczyk',
    email: 'z.krawczyk@logistyka-polnoc.example',
    phone: '+48 600 100 203',
    jobTitle: 'Dyrektorka operacyjna',
    company: 'Logistyka Północ S.A.',
    city: 'Gdańsk',
  },
  {
    firstName: 'Paweł',
    lastName: 'Zieliński',
    email: 'p.zielinski@logistyka-polnoc.example',
    phone: '+48 600 100 204',
    jobTitle: 'Kierownik IT',
    company: 'Logistyka Północ S.A.',
    city: 'Gdańsk',
  },
  {
    firstName: 'Agnieszka',
    lastName: 'Szymańska',
    email: 'a.szymanska@klinika-usmiech.example',
    phone: '+48 600 100 205',
    jobTitle: 'Menedżerka kliniki',
    company: 'Klinika Uśmiech',
    city: 'Wrocław',
  },
  {
    firstName: 'Grzegorz',
    lastName: 'Śliwa',
    email: 'g.sliwa@saldo-biuro.example',
    phone: '+48 600 100 206',
    jobTitle: 'Doradca podatkowy',
    company: 'Biuro Rachunkowe Saldo',
    city: 'Łódź',
  },
  {
    firstName: 'Bożena',
    lastName: 'Król',
    email: 'b.krol@saldo-biuro.example',
    phone: '+48 600 100 207',
    jobTitle: 'Główna księgowa',
    company: 'Biuro Rachunkowe Saldo',
    city: 'Łódź',
  },
  {
    firstName: 'Michał',
    lastName: 'Woźniak',
    email: 'm.wozniak@ekodom.example',
    phone: '+48 600 100 208',
    jobTitle: 'Dyrektor handlowy',
    company: 'EkoDom Pompy Ciepła',
    city: 'Poznań',
  },
];

export const deals: readonly DemoDeal[] = [
  {
    title: 'Wdrożenie CRM w dziale sprzedaży',
    company: 'Logistyka Północ S.A.',
    amount: 4_800_000,
    stage: 2,
    contact: 'z.krawczyk@logistyka-polnoc.example',
    closesInDays: 21,
  },
  {
    title: 'Integracja z systemem magazynowym',
    company: 'Logistyka Północ S.A.',
    amount: 2_650_000,
    stage: 1,
    contact: 'p.zielinski@logistyka-polnoc.example',
    closesInDays: 45,
  },
  {
    title: 'Abonament roczny dla piekarni',
    company: 'Piekarnia Złoty Kłos sp. z o.o.',
    amount: 358_800,
    stage: 0,
    contact: 'm.wojcik@zloty-klos.example',
    closesInDays: 14,
  },
  {
    title: 'Katalog zamówień dla stolarni',
    company: 'Zakład Stolarski Dąb i Syn',
    amount: 920_000,
    stage: 1,
    contact: 'lukasz@dab-i-syn.example',
    closesInDays: 30,
  },
  {
    title: 'Rejestracja pacjentów online',
    company: 'Klinika Uśmiech',
    amount: 1_740_000,
    stage: 3,
    contact: 'a.szymanska@klinika-usmiech.example',
    closesInDays: 7,
  },
  {
    title: 'Szkolenie zespołu handlowego',
    company: 'EkoDom Pompy Ciepła',
    amount: 640_000,
    stage: 0,
    contact: 'm.wozniak@ekodom.example',
    closesInDays: 28,
  },
];

export const tasks: readonly DemoTask[] = [
  { title: 'Zadzwonić do Żanety w sprawie zakresu wdrożenia', context: 0, dueInDays: 0, deal: 'Wdrożenie CRM w dziale sprzedaży' },
  { title: 'Wysłać ofertę z poprawionym cennikiem', context: 1, dueInDays: 1, deal: 'Rejestracja pacjentów online' },
  { title: 'Przygotować prezentację integracji magazynu', context: 1, dueInDays: 4, deal: 'Integracja z systemem magazynowym' },
  { title: 'Zapytać o terminy szkolenia po urlopach', context: 0, deferDays: 10, deal: 'Szkolenie zespołu handlowego' },
  { title: 'Uporządkować umowy z ubiegłego kwartału', context: 2 },
];

export const inbox: readonly string[] = [
  'Oddzwonić do pani Bożeny w sprawie faktury',
  'Sprawdzić, czy piekarnia dostała hasła',
  'Pomysł: newsletter dla klientów z Poznania',
  'Umówić przegląd samochodu',
];
