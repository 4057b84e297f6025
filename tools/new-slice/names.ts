export type SliceNames = Readonly<{
  service: string;
  /** Folder and route: `labels`. */
  things: string;
  /** `label` */
  thing: string;
  /** `Label`, `Labels` */
  Thing: string;
  Things: string;
  /** `CRM_LABEL_NOT_FOUND` */
  notFound: string;
}>;

export const services = ['gateway', 'crm', 'gtd', 'ai', 'voice', 'billing'];

const singularOf = (things: string): string => {
  if (things.endsWith('ies')) return `${things.slice(0, -3)}y`;
  if (/(ss|x|ch|sh)es$/.test(things)) return things.slice(0, -2);
  return things.replace(/s$/, '');
};

const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const snake = (word: string): string => word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The names of a slice from what was typed: `crm labels`, and the singular where English is irregular. */
export const sliceNames = (service: string | undefined, things: string | undefined, singular?: string): SliceNames => {
  if (!service || !services.includes(service)) throw new Error(`Name one of the services ${services.join(', ')}`);
  if (!things || !/^[a-z][a-zA-Z]+$/.test(things)) throw new Error('Name the things in camelCase and in the plural: labels');
  const thing = singular ?? singularOf(things);
  if (thing === things) throw new Error(`Name the singular of ${things} as a third word`);
  return {
    service,
    things,
    thing,
    Thing: upperFirst(thing),
    Things: upperFirst(things),
    notFound: `${service}_${snake(thing)}_not_found`.toUpperCase(),
  };
};

export const tableOf = ({ things }: SliceNames): string => snake(things);
