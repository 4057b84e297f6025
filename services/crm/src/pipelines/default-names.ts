export type Locale = 'pl' | 'en';

/** What a new organization starts with. Winning and losing are no stages: they close the deal. */
export const defaultPipelineName = { key: 'sales', pl: 'Sprzedaż', en: 'Sales' } as const;
export const defaultStages = [
  { key: 'new', probability: 10, pl: 'Nowa szansa', en: 'New opportunity' },
  { key: 'contact', probability: 25, pl: 'Kontakt nawiązany', en: 'In contact' },
  { key: 'proposal', probability: 50, pl: 'Oferta wysłana', en: 'Proposal sent' },
  { key: 'negotiation', probability: 75, pl: 'Negocjacje', en: 'Negotiation' },
  { key: 'decision', probability: 90, pl: 'Decyzja', en: 'Decision' },
] as const;

const all = [defaultPipelineName, ...defaultStages];

type Named = Readonly<{ name: string; nameKey: string | null }>;

/** A default nobody renamed is told in the reader's language, everything else as it was written. */
export const shownName = ({ name, nameKey }: Named, locale: Locale | undefined): string =>
  (locale && all.find(({ key }) => key === nameKey)?.[locale]) ?? name;
