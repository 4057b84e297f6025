import { z } from 'zod';

export const pageLimit = 100;

/** Query fields every list takes. `cursor` is opaque; `filter` is JSON of the grammar in filters.ts; `sort` is `field` or `-field`. */
export const pageInput = {
  limit: z.coerce.number().int().min(1).max(pageLimit).default(50),
  cursor: z.string().max(500).optional(),
  sort: z
    .string()
    .regex(/^-?[a-zA-Z]{1,40}$/)
    .optional(),
  filter: z.string().max(4_000).optional(),
};

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export type Page<T> = Readonly<{ items: T[]; nextCursor: string | null }>;
