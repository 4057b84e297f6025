import { v5, v7, validate } from 'uuid';

/** Time-ordered, so that primary keys insert at the right edge of their index. */
export const newId = (): string => v7();

/** The same name gives the same id: the key of an effect that must happen once (a default row, a reaction to one event). */
export const deterministicId = (namespace: string, name: string): string => v5(name, namespace);

export const isId = (value: unknown): value is string => typeof value === 'string' && validate(value);
