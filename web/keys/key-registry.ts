/** One keyboard binding. `keys` is a single key (`q`, `?`, `Enter`) or two in a row (`g i`). */
export type Binding = Readonly<{
  keys: string;
  label: string;
  group: string;
  run: () => void;
}>;

export type Chord = Readonly<{ key: string; shift: boolean }>;

const bindings = new Map<symbol, readonly Binding[]>();
const listeners = new Set<() => void>();
let snapshot: readonly Binding[] = [];

const changed = (): void => {
  snapshot = [...bindings.values()].flat();
  for (const listener of listeners) listener();
};

export const registerKeys = (owner: symbol, added: readonly Binding[]): (() => void) => {
  bindings.set(owner, added);
  changed();
  return () => {
    bindings.delete(owner);
    changed();
  };
};

export const boundKeys = (): readonly Binding[] => snapshot;
export const onKeysChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The newest owner wins: a screen's own `m` goes before the shell's. */
export const bindingFor = (typed: string): Binding | undefined => snapshot.findLast((binding) => binding.keys === typed);
export const startsSequence = (typed: string): boolean => snapshot.some((binding) => binding.keys.startsWith(`${typed} `));
