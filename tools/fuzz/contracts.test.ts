import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { allActions } from '../../shared/contracts/registry.ts';
import type { JsonSchema } from './json-schema.ts';
import { objectOf } from './values.ts';

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? [...Object.keys(value), ...Object.values(value).flatMap(texts)] : [];
};

/** Texts that other programs sign or encode, and that no column of text keeps as they are. */
const raw = new Set(['v1.billing.webhooks.receive', 'v1.crm.imports.putChunk']);
const contracts = allActions.filter(({ name }) => !raw.has(name));

test.each(contracts.map((contract) => [contract.name, contract] as const))(
  'K3, K8, F26: %s refuses a hostile input, or makes of it what JSON and PostgreSQL can hold, and the same again',
  (_name, { input }) => {
    const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
    fc.assert(
      fc.property(objectOf(schema, {}), (value) => {
        const first = input.safeParse(JSON.parse(JSON.stringify(value)));
        if (!first.success) return;
        for (const text of texts(first.data)) expect([text, text.isWellFormed() && !text.includes('\0')]).toEqual([text, true]);
        const carried: unknown = JSON.parse(JSON.stringify(first.data));
        expect(input.parse(carried)).toEqual(first.data);
      }),
      { seed: 20_261_127, numRuns: 60 },
    );
  },
);
