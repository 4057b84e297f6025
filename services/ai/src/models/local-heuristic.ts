import type { InboxDecision } from '@crm-gtd/shared/contracts/gtd/inbox.ts';
import type { Context } from '@crm-gtd/shared/contracts/gtd/tasks.ts';
import { foldInPlace } from '@crm-gtd/shared/text/fold-in-place.ts';
import { type FoundDay, findDay, hasClockTime } from '@crm-gtd/shared/text/read-day.ts';
import { actionVerbs, appointment, arranging, type ContextKind, contextRules, decisionRules } from './phrases.ts';
import type { Draft, Suggester, Thought } from './suggester.ts';

/** Works without a key and without a network: the same thought on the same day gives the same answer. */
export const localSuggester: Suggester = {
  provider: 'local',
  model: 'heuristic-1',
  suggest: async (thought) => suggestLocally(thought),
};

export function suggestLocally(thought: Thought): Draft {
  const title = foldInPlace(thought.title).trim();
  const body = foldInPlace(`${thought.title}\n${thought.notes ?? ''}`);
  const day = findDay(body, thought.today);
  const choice = decide(title, day);
  const placed = hasPlace(choice.decision) ? findContext(title, body, thought.contexts) : undefined;
  return {
    decision: choice.decision,
    contextId: placed?.context.id ?? null,
    dueDate: isDated(choice.decision) ? (day?.day ?? null) : null,
    title: null,
    confidence: confidenceOf(choice, day, placed !== undefined),
    reason: reasonOf(language(thought.title), { ...choice, phrase: asWritten(choice.phrase, thought.title) }, day, placed),
  };
}

/** The same words with the person's own diacritics: folding keeps every position. */
function asWritten(phrase: string | undefined, title: string): string | undefined {
  const at = phrase === undefined ? -1 : foldInPlace(title).indexOf(phrase);
  return phrase === undefined || at < 0
    ? phrase
    : title
        .normalize('NFC')
        .slice(at, at + phrase.length)
        .toLowerCase();
}

type Choice = Readonly<{ decision: InboxDecision; confidence: number; phrase: string | undefined }>;

const isDated = (decision: InboxDecision): boolean =>
  decision === 'next' || decision === 'calendar' || decision === 'delegate' || decision === 'project';
const hasPlace = (decision: InboxDecision): boolean => decision === 'next' || decision === 'doNow' || decision === 'project';

function decide(title: string, day: FoundDay | undefined): Choice {
  const meeting = appointmentAt(title, day);
  for (const { decision, pattern, confidence } of decisionRules) {
    const phrase = title.match(pattern)?.[0];
    // "Spotkanie w sprawie wdrożenia we wtorek" is a date in the calendar, whatever big word stands in it.
    if (phrase !== undefined && !(decision === 'project' && meeting !== undefined)) return { decision, confidence, phrase };
  }
  return meeting ?? actionIn(title);
}

function appointmentAt(title: string, day: FoundDay | undefined): Choice | undefined {
  const named = title.match(appointment)?.[0];
  if (named !== undefined && arranging.test(title)) return undefined;
  if (named !== undefined && day !== undefined) return { decision: 'calendar', confidence: 0.85, phrase: named };
  return day !== undefined && hasClockTime(title) ? { decision: 'calendar', confidence: 0.75, phrase: day.phrase } : undefined;
}

function actionIn(title: string): Choice {
  const phrase = firstOf(title)?.phrase ?? title.match(actionVerbs)?.[0];
  return phrase === undefined ? { decision: 'next', confidence: 0.3, phrase } : { decision: 'next', confidence: 0.75, phrase };
}

type Place = Readonly<{ kind: ContextKind; phrase: string }>;

function firstOf(text: string): Place | undefined {
  const hits = contextRules.flatMap(({ kind, pattern }) => {
    const match = text.match(pattern);
    return match?.index === undefined ? [] : [{ kind, phrase: match[0], at: match.index }];
  });
  return hits.sort((a, b) => a.at - b.at)[0];
}

/** What a home-made context may be called, for organizations that renamed or replaced the default ones. */
const namedLike: Readonly<Record<ContextKind, RegExp>> = {
  phone: /tel|call|phone/,
  computer: /komp|comput|laptop|online/,
  office: /biur|offic|work|prac/,
  errands: /miast|zakup|sprawun|errand|shop/,
  people: /rozm|ludz|peopl|agenda|team|zespol/,
  home: /dom|home/,
};

function findContext(title: string, body: string, contexts: readonly Context[]): { context: Context; phrase: string } | undefined {
  const named = contexts.find(({ name }) => name.startsWith('@') && body.includes(foldInPlace(name)));
  if (named) return { context: named, phrase: named.name };
  const place = firstOf(title) ?? firstOf(body);
  if (!place) return undefined;
  const context =
    contexts.find(({ icon }) => icon === place.kind) ?? contexts.find(({ name }) => namedLike[place.kind].test(foldInPlace(name)));
  return context && { context, phrase: place.phrase };
}

function confidenceOf({ confidence }: Choice, day: FoundDay | undefined, placed: boolean): number {
  const supported = confidence + (day === undefined ? 0 : 0.05) + (placed ? 0.05 : 0);
  return Math.round(Math.min(supported, 0.95) * 100) / 100;
}

type Language = 'pl' | 'en';

const polish = /[ąćęłńóśźż]|\b(do|na|za|sie|od|dla|oraz|jutro|dzis|kup|zadzwon|wyslij|umow|napisz|sprawdz|spotkanie|w|z|i)\b/i;
const english = /\b(the|to|for|on|with|and|a|an|my|of|by|next|call|buy|send|email|about)\b/i;

export const language = (text: string): Language => (polish.test(text) || !english.test(text) ? 'pl' : 'en');

const decisionNames: Readonly<Record<Language, Record<InboxDecision, string>>> = {
  pl: {
    trash: 'kosz',
    reference: 'materiał do zachowania',
    someday: 'kiedyś/może',
    doNow: 'zrób od razu',
    delegate: 'czekanie na kogoś',
    calendar: 'termin w kalendarzu',
    next: 'najbliższe działanie',
    project: 'projekt w wielu krokach',
  },
  en: {
    trash: 'trash',
    reference: 'something to keep',
    someday: 'someday/maybe',
    doNow: 'do it now',
    delegate: 'waiting for somebody',
    calendar: 'a calendar date',
    next: 'a next action',
    project: 'a project of several steps',
  },
};

/** Quotes only words of our own lists, however the person wrote them, so that a reason holds nothing else of the text. */
function reasonOf(
  lang: Language,
  { decision, phrase, confidence }: Choice,
  day: FoundDay | undefined,
  placed: { context: Context; phrase: string } | undefined,
): string {
  const known = decisionNames[lang][decision];
  const quoted = phrase === undefined || decision === 'delegate' || confidence < 0.66 ? undefined : phrase.trim().slice(0, 60);
  const say = sentences[lang];
  return [
    quoted === undefined ? say.guess(known) : say.because(quoted, known),
    ...(placed ? [say.context(placed.context.name)] : []),
    ...(day && isDated(decision) ? [say.date(writtenDay(day.day, lang))] : []),
    say.local,
  ].join(' ');
}

const dayForms = {
  pl: new Intl.DateTimeFormat('pl-PL', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
} as const;

/** As the screens write it. */
const writtenDay = (day: string, lang: Language): string => dayForms[lang].format(new Date(`${day}T12:00:00Z`));

const sentences = {
  pl: {
    because: (phrase: string, decision: string) => `„${phrase}” wskazuje: ${decision}.`,
    guess: (decision: string) => `Najbardziej pasuje: ${decision}.`,
    context: (name: string) => `Kontekst: ${name}.`,
    date: (day: string) => `Termin: ${day}.`,
    local: 'Podpowiedź lokalna, bez modelu językowego.',
  },
  en: {
    because: (phrase: string, decision: string) => `“${phrase}” points to ${decision}.`,
    guess: (decision: string) => `The best fit is ${decision}.`,
    context: (name: string) => `Context: ${name}.`,
    date: (day: string) => `Date: ${day}.`,
    local: 'Local suggestion, made without a language model.',
  },
} as const;
