export type Locale = 'pl' | 'en';

/** What a new organization starts with. The key is also the icon: it says what a context is for in whatever language it is named. */
export const defaultNames = {
  phone: { pl: '@telefon', en: '@calls' },
  computer: { pl: '@komputer', en: '@computer' },
  office: { pl: '@biuro', en: '@office' },
  errands: { pl: '@miasto', en: '@errands' },
  people: { pl: '@rozmowy', en: '@people' },
  home: { pl: '@dom', en: '@home' },
} as const;

type Named = Readonly<{ name: string; nameKey: string | null }>;

const namesOf = (key: string | null): Readonly<Record<Locale, string>> | undefined =>
  key !== null && Object.hasOwn(defaultNames, key) ? defaultNames[key as keyof typeof defaultNames] : undefined;

/** A default nobody renamed is told in the reader's language, everything else as it was written. */
export const shownName = ({ name, nameKey }: Named, locale: Locale | undefined): string => (locale && namesOf(nameKey)?.[locale]) ?? name;

/** Every name a reader may see it under. */
export const everyName = ({ name, nameKey }: Named): string[] => [name, ...Object.values(namesOf(nameKey) ?? {})];
