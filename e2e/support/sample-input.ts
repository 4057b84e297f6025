import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ActionContract } from '../../shared/contracts/define.ts';

type Schema = {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  anyOf?: Schema[];
  allOf?: Schema[];
};

const byFormat: Record<string, () => string> = {
  uuid: randomUUID,
  email: () => 'someone@example.test',
  'idn-email': () => 'someone@example.test',
  date: () => '2026-11-22',
  'date-time': () => '2026-11-22T10:00:00.000Z',
};

const text = ({ format, minLength = 1 }: Schema): string =>
  format && byFormat[format] ? byFormat[format]() : 'Przykład'.padEnd(minLength, 'x');

const sample = (schema: Schema): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.allOf?.[0];
  if (choice) return sample(choice);
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}));
  if (schema.type === 'object') return sampleObject(schema);
  return text(schema);
};

const sampleObject = ({ properties = {}, required = [] }: Schema): Record<string, unknown> =>
  Object.fromEntries(required.map((name) => [name, sample(properties[name] ?? {})]));

/** A valid input with every required field and nothing else, made from the contract alone. */
export const sampleInput = (contract: ActionContract): Record<string, unknown> =>
  sampleObject(z.toJSONSchema(contract.input, { io: 'input', unrepresentable: 'any' }) as Schema);

export const pathFields = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
