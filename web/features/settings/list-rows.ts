/** A row of a list being arranged; without an id it is new. `key` follows it through every change of order. */
export type Row = Readonly<{ key: string; id?: string; name: string; probability: number }>;
/** A row that goes, and where what hangs on it goes; null means nowhere. */
export type Gone = Readonly<{ id: string; name: string; moveTo: string | null }>;
export type Draft = Readonly<{ rows: readonly Row[]; gone: readonly Gone[] }>;

type Kept = Readonly<{ id: string; name: string; probability?: number }>;

export const draftOf = (items: readonly Kept[]): Draft => ({
  rows: items.map(({ id, name, probability = 0 }) => ({ key: id, id, name, probability })),
  gone: [],
});

export const moveRow = ({ rows, gone }: Draft, key: string, step: 1 | -1): Draft => {
  const at = rows.findIndex((row) => row.key === key);
  const to = at + step;
  const row = rows[at];
  if (!row || to < 0 || to >= rows.length) return { rows, gone };
  const rest = rows.filter((other) => other.key !== key);
  return { rows: [...rest.slice(0, to), row, ...rest.slice(to)], gone };
};

export const changeRow = ({ rows, gone }: Draft, key: string, change: Partial<Pick<Row, 'name' | 'probability'>>): Draft => ({
  rows: rows.map((row) => (row.key === key ? { ...row, ...change } : row)),
  gone,
});

export const addRow = ({ rows, gone }: Draft, key: string): Draft => ({ rows: [...rows, { key, name: '', probability: 50 }], gone });

/** What hung on it goes to the row before it, or to the next; whoever was to go to it, too. */
export const removeRow = ({ rows, gone }: Draft, key: string): Draft => {
  const at = rows.findIndex((row) => row.key === key);
  const row = rows[at];
  if (!row) return { rows, gone };
  const left = rows.filter((other) => other.key !== key);
  if (row.id === undefined) return { rows: left, gone };
  const kept = left.filter(({ id }) => id !== undefined);
  const target = (rows.slice(0, at).findLast(({ id }) => id !== undefined) ?? kept[0])?.id ?? null;
  const redirected = gone.map((one) => (one.moveTo === row.id ? { ...one, moveTo: target } : one));
  return { rows: left, gone: [...redirected, { id: row.id, name: row.name, moveTo: target }] };
};

export const sendTo = ({ rows, gone }: Draft, id: string, moveTo: string | null): Draft => ({
  rows,
  gone: gone.map((one) => (one.id === id ? { ...one, moveTo } : one)),
});

export type Fault = 'required' | 'taken';

/** By row: a name is missing, or stands there twice. */
export const faultsOf = (rows: readonly Row[]): ReadonlyMap<string, Fault> => {
  const faults = new Map<string, Fault>();
  const seen = new Set<string>();
  for (const { key, name } of rows) {
    const trimmed = name.trim();
    if (trimmed === '') faults.set(key, 'required');
    else if (seen.has(trimmed)) faults.set(key, 'taken');
    seen.add(trimmed);
  }
  return faults;
};
