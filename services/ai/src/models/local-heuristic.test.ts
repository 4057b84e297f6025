import type { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import { describe, expect, test } from '@jest/globals';
import { suggestLocally } from './local-heuristic.ts';
import { Draft } from './suggester.ts';

/** A Monday. */
const today = '2026-11-16';
const kinds = ['phone', 'computer', 'office', 'errands', 'people', 'home'] as const;
type Kind = (typeof kinds)[number];
const idOf = (kind: Kind): string => `018f0000-0000-7000-8000-00000000000${kinds.indexOf(kind)}`;
const contexts = kinds.map((kind, position) => ({ id: idOf(kind), name: `@${kind}`, icon: kind, position }));
const suggest = (title: string, notes: string | null = null) => suggestLocally({ title, notes, today, contexts });

const corpus: [string, InboxDecision, Kind | null, string | null][] = [
  // next actions, Polish
  ['Zadzwoń do Anny Kowalskiej w sprawie dachu', 'next', 'phone', null],
  ['Zadzwonić jutro do serwisu', 'next', 'phone', '2026-11-17'],
  ['Oddzwonić do pana Nowaka pojutrze', 'next', 'phone', '2026-11-18'],
  ['Umów spotkanie z Budimexem na przyszły tydzień', 'next', 'phone', null],
  ['Umówić wizytę u dentysty', 'next', 'phone', null],
  ['Kup papier do drukarki', 'next', 'errands', null],
  ['kupić mleko i chleb dziś', 'next', 'errands', '2026-11-16'],
  ['Odebrać paczkę z poczty do piątku', 'next', 'errands', '2026-11-20'],
  ['Zanieś dokumenty do urzędu w środę', 'next', 'errands', '2026-11-18'],
  ['Wyślij ofertę do firmy Alfa do 15.12', 'next', 'computer', '2026-12-15'],
  ['Wysłać fakturę za październik do końca miesiąca', 'next', 'computer', '2026-11-30'],
  ['Napisz maila do banku w czwartek', 'next', 'computer', '2026-11-19'],
  ['Przeczytaj umowę z dostawcą', 'next', 'computer', null],
  ['Opłacić ZUS do 20 listopada', 'next', 'computer', '2026-11-20'],
  ['Zrób przelew za prąd za 3 dni', 'next', 'computer', '2026-11-19'],
  ['Sprawdź stan magazynu w przyszłym tygodniu', 'next', 'computer', '2026-11-23'],
  ['Przygotować ofertę na 5 stycznia', 'next', 'computer', '2027-01-05'],
  ['Zarezerwuj hotel w Gdańsku', 'next', 'computer', null],
  ['Wydrukuj umowę dla Kowalskiego', 'next', 'office', null],
  ['Zeskanować paragony za dwa tygodnie', 'next', 'office', '2026-11-30'],
  ['Podpisać aneks do umowy', 'next', 'office', null],
  ['Porozmawiać z Tomkiem o urlopie', 'next', 'people', null],
  ['Omówić budżet z zarządem do końca tygodnia', 'next', 'people', '2026-11-20'],
  ['Naprawić kran w łazience w sobotę', 'next', 'home', '2026-11-21'],
  ['Podlej kwiaty', 'next', 'home', null],
  ['Dokończyć wycenę', 'next', null, null],
  ['Zgłosić szkodę w ubezpieczalni 2026-12-01', 'next', null, '2026-12-01'],
  // next actions, English
  ['Call Anna about the roof', 'next', 'phone', null],
  ['Call back Mr Smith tomorrow', 'next', 'phone', '2026-11-17'],
  ['Buy stamps', 'next', 'errands', null],
  ['Pick up the parcel on Friday', 'next', 'errands', '2026-11-20'],
  ['Send the proposal to Acme by December 15', 'next', 'computer', '2026-12-15'],
  ['Email the accountant next week', 'next', 'computer', '2026-11-23'],
  ['Pay the electricity bill by the 20th', 'next', 'computer', '2026-11-20'],
  ['Review the contract in 3 days', 'next', 'computer', '2026-11-19'],
  ['Print the boarding passes', 'next', 'office', null],
  ['Sign the annex by end of month', 'next', 'office', '2026-11-30'],
  ['Discuss holidays with Tom', 'next', 'people', null],
  ['Fix the tap this weekend', 'next', 'home', '2026-11-21'],
  ['Finish the estimate before Friday', 'next', null, '2026-11-19'],
  ['Schedule a meeting with Budimex', 'next', null, null],
  // calendar
  ['Spotkanie z Anną w piątek o 10:00', 'calendar', null, '2026-11-20'],
  ['Wizyta u dentysty 24.11 o 14', 'calendar', null, '2026-11-24'],
  ['Urodziny mamy 3 marca', 'calendar', null, '2027-03-03'],
  ['Konferencja w Krakowie 10.12.2026', 'calendar', null, '2026-12-10'],
  ['Spotkanie w sprawie wdrożenia we wtorek', 'calendar', null, '2026-11-17'],
  ['Zadzwonić do notariusza jutro o 9:30', 'calendar', null, '2026-11-17'],
  ['Meeting with Anna on Friday at 10am', 'calendar', null, '2026-11-20'],
  ['Dentist appointment 24 November', 'calendar', null, '2026-11-24'],
  ['Lunch with Tom next Wednesday', 'calendar', null, '2026-11-25'],
  // delegate
  ['Poproś Marka o raport sprzedaży', 'delegate', null, null],
  ['Niech Kasia wyśle umowę do piątku', 'delegate', null, '2026-11-20'],
  ['Czekam na odpowiedź z banku', 'delegate', null, null],
  ['Zlecić grafikowi nowe logo', 'delegate', null, null],
  ['Nowak ma przysłać wycenę jutro', 'delegate', null, '2026-11-17'],
  ['Ask Tom to prepare the slides', 'delegate', null, null],
  ['Waiting for the signed contract from Acme', 'delegate', null, null],
  ['Have Julia check the numbers by Thursday', 'delegate', null, '2026-11-19'],
  // project
  ['Zorganizować targi w Poznaniu', 'project', null, null],
  ['Wdrożyć nowy system magazynowy do końca roku', 'project', null, '2026-12-31'],
  ['Rekrutacja handlowca', 'project', null, null],
  ['Remont biura', 'project', null, null],
  ['Launch the new website', 'project', 'computer', null],
  ['Organise the Christmas party', 'project', null, null],
  ['Redesign our price list', 'project', null, null],
  // someday
  ['Kiedyś nauczyć się hiszpańskiego', 'someday', null, null],
  ['Może kiedyś otworzyć oddział w Czechach', 'someday', null, null],
  ['Fajnie by było pojechać do Japonii', 'someday', null, null],
  ['Pomysł: program poleceń dla klientów', 'someday', null, null],
  ['Maybe learn to sail', 'someday', null, null],
  ['Someday write a book about roofs', 'someday', null, null],
  ['Would be nice to visit Japan', 'someday', null, null],
  // reference
  ['Hasło do wifi w biurze: dachy2026', 'reference', null, null],
  ['Godziny otwarcia hurtowni 7-15', 'reference', null, null],
  ['Numer konta do składek: 12 3456', 'reference', null, null],
  ['https://example.org/cennik.pdf', 'reference', null, null],
  ['FYI the warehouse moved to Lodz', 'reference', null, null],
  ['Door code 4711', 'reference', null, null],
  // do now
  ['Szybko odpisać Kasi', 'doNow', 'computer', null],
  ['Od ręki potwierdź przyjazd', 'doNow', null, null],
  ['Quick reply to Tom', 'doNow', 'computer', null],
  // trash
  ['test', 'trash', null, null],
  ['asdf', 'trash', null, null],
  ['Nieważne', 'trash', null, null],
  ['never mind', 'trash', null, null],
];

describe('the corpus', () => {
  test.each(corpus)('%s → %s, %s, %s', (title, decision, kind, dueDate) => {
    const draft = suggest(title);
    expect({ decision: draft.decision, contextId: draft.contextId, dueDate: draft.dueDate }).toEqual({
      decision,
      contextId: kind === null ? null : idOf(kind),
      dueDate,
    });
    expect(Draft.parse(draft)).toEqual(draft);
  });
});

test('what it understands less it is less sure of', () => {
  const sure = suggest('Zadzwoń do Anny jutro').confidence;
  const unsure = suggest('Dach').confidence;
  expect(sure).toBeGreaterThan(0.8);
  expect(unsure).toBeLessThan(0.4);
});

test('U32: a meeting with its day and hour belongs in the calendar, and the day is told as people write it', () => {
  expect(suggest('Spotkanie z Novatex 4.12.2026 godz. 10:00')).toMatchObject({ decision: 'calendar', dueDate: '2026-12-04' });
  expect(suggest('Spotkanie z Novatex 4.12.2026 godz. 10:00').reason).toContain('Termin: 04.12.2026.');
  expect(suggest('Meeting with Novatex on 4 December at 10').reason).toContain('Date: 4 Dec 2026.');
});

test('it says that it is local, in the language of the thought', () => {
  expect(suggest('Kup mleko jutro').reason).toBe(
    '„kup” wskazuje: najbliższe działanie. Kontekst: @errands. Termin: 17.11.2026. Podpowiedź lokalna, bez modelu językowego.',
  );
  expect(suggest('ODDZWOŃ do księgowej').reason).toContain('„oddzwoń” wskazuje');
  expect(suggest('  Może kiedyś żeglować').reason).toMatch(/^„może kiedyś” wskazuje/);
  expect(suggest('Call the bank').reason).toBe(
    '“call” points to a next action. Context: @phone. Local suggestion, made without a language model.',
  );
});

test('a context named in the text wins, and contexts with other icons are found by name', () => {
  const own = [
    { id: idOf('home'), name: '@Telefony', icon: 'tag', position: 0 },
    { id: idOf('office'), name: '@hurtownia', icon: 'tag', position: 1 },
  ];
  expect(suggestLocally({ title: 'Zadzwoń do Anny', notes: null, today, contexts: own }).contextId).toBe(idOf('home'));
  expect(suggestLocally({ title: 'Zadzwoń do Anny @hurtownia', notes: null, today, contexts: own }).contextId).toBe(idOf('office'));
  expect(suggestLocally({ title: 'Kup mleko', notes: null, today, contexts: own }).contextId).toBeNull();
});

test('dates and places may stand in the notes; a link beside other words is no reference', () => {
  expect(suggest('Oferta dla Anny', 'wysłać do 15.12')).toMatchObject({ dueDate: '2026-12-15', contextId: idOf('computer') });
  expect(suggest('Przeczytaj https://example.org/a')).toMatchObject({ decision: 'next' });
});

test.each(['', ' ', '@', '99.99.9999', '31.02', '🙂🙂🙂', 'ĄĆĘ ŁŃÓ', 'a'.repeat(500), `${'zadzwoń '.repeat(60)}`])(
  'strange text %j still gives a draft',
  (title) => {
    expect(Draft.safeParse(suggest(title)).success).toBe(true);
  },
);
