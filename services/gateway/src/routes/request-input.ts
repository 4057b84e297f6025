import type { ActionContract } from '@crm-gtd/shared/contracts/define.ts';
import { AppError, fieldError } from '@crm-gtd/shared/errors/app-error.ts';
import type { z } from 'zod';

type Fields = Readonly<Record<string, unknown>>;

const innermost = (schema: z.ZodType): z.ZodType => {
  const { def } = schema as unknown as { def: { type: string; innerType?: z.ZodType; in?: z.ZodType } };
  if ((def.type === 'optional' || def.type === 'default' || def.type === 'nullable') && def.innerType) return innermost(def.innerType);
  return schema;
};

/** A query holds text only; what the contract wants as a boolean, number or list is read from it. Wrong text stays text, and fails the contract. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  boolean: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  number: (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text),
  array: (text) => text.split(','),
};

const readersOf = (contract: ActionContract): ReadonlyMap<string, (text: string) => unknown> =>
  new Map(
    Object.entries(contract.input.shape as Readonly<Record<string, z.ZodType>>).flatMap(([field, schema]) => {
      const { def } = innermost(schema) as unknown as { def: { type: string; coerce?: boolean } };
      const reader = def.coerce ? undefined : readers[def.type];
      return reader ? [[field, reader] as const] : [];
    }),
  );

export type RequestParts = Readonly<{ params: Fields; query: Readonly<Record<string, string>>; body: Fields; version: number | undefined }>;

/** Made once per route: how path, query and body become the action's one input. A field said in two places is refused. */
export const inputReader = (contract: ActionContract): ((parts: RequestParts) => Record<string, unknown>) => {
  const readers = readersOf(contract);
  const takesVersion = 'expectedVersion' in contract.input.shape;
  return ({ params, query, body, version }) => {
    const input: Record<string, unknown> = { ...body };
    const put = (field: string, value: unknown): void => {
      if (Object.hasOwn(input, field)) throw new AppError('REQUEST_INVALID', { errors: [fieldError(field, 'repeated')] });
      input[field] = value;
    };
    for (const [field, text] of Object.entries(query)) put(field, readers.get(field)?.(text) ?? text);
    for (const [field, value] of Object.entries(params)) put(field, value);
    if (takesVersion && version !== undefined) input['expectedVersion'] = version;
    return input;
  };
};
