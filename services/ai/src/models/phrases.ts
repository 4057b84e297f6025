import type { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';

/** Phrases of folded text (see fold-in-place.ts), parted by ` / `, each a pattern; Polish first, then English. */
function words({ raw }: TemplateStringsArray): RegExp {
  const phrases = (raw[0] ?? '').trim().split(/\s+\/\s+/);
  return new RegExp(`(?<![\\p{L}\\d@])(?:${phrases.join('|')})(?![\\p{L}])`, 'u');
}

export type DecisionRule = Readonly<{ decision: InboxDecision; pattern: RegExp; confidence: number }>;

/** In order: the first that fits decides. Each says how often such words mean what they seem to. */
export const decisionRules: readonly DecisionRule[] = [
  { decision: 'trash', confidence: 0.8, pattern: /^\W*(test|testy|testing|asdf\w*|qwerty|xxx+|aaa+|abc|spam|bla(h)?( bla(h)?)*|-+)\W*$/ },
  {
    decision: 'trash',
    confidence: 0.7,
    pattern: words`
      niewazne / juz nieaktualne / nieaktualne / do kosza / never ?mind / ignore this / no longer needed / delete this
    `,
  },
  {
    decision: 'someday',
    confidence: 0.85,
    pattern: words`
      kiedys / byc moze / moze (?:by|warto|kiedys|w przyszlosci) / fajnie by(?:loby)? / w wolnej chwili / w przyszlosci /
      marzy mi sie / marzenie / pomysl(?: na)? / someday / some day / one day / maybe / would be nice / might be nice /
      if (?:i|we) ever / idea(?= ?:| for) / in the future / bucket list / when i have time
    `,
  },
  {
    decision: 'reference',
    confidence: 0.8,
    pattern: words`
      do wiadomosci / dla informacji / na przyszlosc / notatka / zapamietac / haslo do / kod do / pin do / godziny otwarcia /
      numer (?:konta|klienta|umowy|polisy|rejestracyjny) / fyi / for your information / note to self / password (?:for|to) /
      opening hours / account number / policy number / door code
    `,
  },
  { decision: 'reference', confidence: 0.65, pattern: /^\W*https?:\/\/\S+\W*$/ },
  {
    decision: 'reference',
    confidence: 0.6,
    pattern: /^[^:]{2,40}(numer|nr|tel|telefon|adres|iban|nip|wifi|phone|address)[^:]{0,20}: ?\S+/,
  },
  {
    decision: 'delegate',
    confidence: 0.8,
    pattern: words`
      popros(?:ic)? / niech / zlec(?:ic)? / deleguj / oddeleguj / przekaz(?:ac)?(?! pieniadze) / czekam(?:y)? na / przypilnuj /
      ma(?:ja)? (?:przygotowac|przyslac|wyslac|oddac|dostarczyc|zrobic) / ask [\p{L}. ]{2,40}? (?:to|for|about) /
      have [\p{L}]+ (?:do|prepare|send|call|check|fix) / get [\p{L}]+ to / delegate / hand over / waiting (?:for|on) / assign
    `,
  },
  {
    decision: 'project',
    confidence: 0.75,
    pattern: words`
      zorganizowa[c] / zorganizuj / wdroz(?:yc|enie)? / uruchom(?:ic|ienie)? / zaplanowac / zaplanuj / przeprowadzk[aiei] / remont /
      przebudow[aeay]\w* / migracj[aei] / rekrutacj[aei] / zatrudnic / kampani[aei] / zbudowac / zbuduj / stworzyc / stworz /
      opracowac / opracuj / nowa strona / przygotowac (?:strategie|kampanie|wdrozenie|konferencje|targi) / organi[sz]e / launch /
      plan (?:the|our|a|my) / redesign / migrate / migration / roll ?out / implement / build (?:a|the|our) / renovat\w+ / hire /
      recruit / set up (?:a|the|our) new / campaign / move (?:house|office)
    `,
  },
  {
    decision: 'doNow',
    confidence: 0.7,
    pattern: words`
      od reki / od razu / natychmiast / szybko / (?:2|dwie|5|piec) min(?:ut[ya]?)? / right (?:now|away) / quick(?:ly)? /
      (?:2|two|5|five)[- ]min(?:ute)?s? / asap
    `,
  },
];

/** Something that happens at its time whether or not one is ready. */
export const appointment = words`
  spotkani[eau]\w* / wizyt[aye] / konferencj[aei] / szkoleni[ea] / webinar\w* / urodziny / rocznic[aey] / rozpraw[aey] /
  przeglad (?:auta|samochodu|techniczny) / lot do / kolacja / lunch / targi / wywiadowk[aei] / demo / meeting / appointment /
  conference / training / birthday / anniversary / dinner / flight / interview / check-?up / dentist / standup
`;

/** To arrange an appointment is itself an action. */
export const arranging = words`
  umow\w* / ustal\w* / zaproponuj\w* / przeloz\w* / odwolaj / odwolac / schedule / arrange / book / set up / reschedule / cancel /
  propose / prepare (?:for|the) / przygotuj\w* / przygotowac
`;

export type ContextKind = 'phone' | 'computer' | 'office' | 'errands' | 'people' | 'home';

/** Where or with what a thing gets done; the word that stands first in the sentence wins. Its verb usually does. */
export const contextRules: readonly Readonly<{ kind: ContextKind; pattern: RegExp }>[] = [
  {
    kind: 'phone',
    pattern: words`
      zadzwon\w* / oddzwon\w* / dzwon\w* / przedzwon\w* / zatelefonuj / telefon\w* / sms\w* / umow\w* / call(?:ing)? / call back /
      phone / ring / text / dial
    `,
  },
  {
    kind: 'errands',
    pattern: words`
      kup / kupic / kupno / dokup\w* / odbierz / odebrac / odbior / zawiez\w* / zanies\w* / przywiez\w* / zatankuj\w* / zakupy /
      sklep\w* / poczt[aye] / aptek[aiei] / urzad\w* / urzedzie / pralni[aei] / myjni[aei] / nadaj / nadac / oddaj / oddac / buy /
      pick up / drop off / groceries / pharmacy / post office / dry cleaning / shop / return the / refuel
    `,
  },
  {
    kind: 'home',
    pattern: words`
      posprzataj / posprzatac / napraw(?:ic)? / pranie / ogrod\w* / garaz\w* / kran / podlej / podlac / skos / skosic / w domu /
      pomaluj / clean / fix the / laundry / garden / garage / water the / mow / at home / paint the
    `,
  },
  {
    kind: 'office',
    pattern: words`
      wydrukuj / wydrukowac / zeskanuj / zeskanowac / skan\w* / podpis\w* / segregator\w* / drukark\w* / w biurze / do biura /
      zarchiwizuj / print / scan / sign / at the office / file the / whiteboard
    `,
  },
  {
    kind: 'people',
    pattern: words`
      porozmawia\w* / pogadac / pogadaj / omow\w* / uzgodni\w* / ustal\w* / zapyta\w* / spytac / spytaj / pokaz\w* / spotka\w* /
      talk to / talk with / discuss / ask / agree / show / meet / 1:1 / tell
    `,
  },
  {
    kind: 'computer',
    pattern: words`
      napisz\w* / napisac / odpisz / odpisac / wysl\w* / przesl\w* / mail\w* / e-mail\w* / ofert\w* / faktur\w* / przelew\w* /
      przelej / zaplac\w* / oplac\w* / raport\w* / excel\w* / arkusz\w* / prezentacj\w* / sprawdz\w* / zaktualizuj / zaloguj /
      zarezerwuj / zamow\w* / pobierz / przeczyta\w* / przygotuj / przygotowac / uzupelnij / wypelnij / znajdz / poszukaj / strona /
      stronie / backup / zapis(?:z|ac) sie / write / send / email / e-mail / reply / answer / report / spreadsheet / slides /
      presentation / website / pay / invoice / research / download / draft / review / read / update / check / order / book /
      prepare / find / look up / fill in / renew / proposal / quote / offer
    `,
  },
];

/** Verbs that say "do this" without saying where. */
export const actionVerbs = words`
  zrob\w* / dokoncz\w* / zalatw\w* / przejrz\w* / spakuj / wymien\w* / zglos\w* / przypomnij / potwierdz\w* / pamietaj / musze /
  trzeba / zamknij / do / finish / complete / make / pack / replace / confirm / remember to / need to / must / remind / close /
  decide
`;
