import fc from 'fast-check';
import { hostileText, hostileValue } from './hostile.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Operation } from './operations.ts';
import { type Known, objectOf, valueOf } from './values.ts';

export type FuzzRequest = Readonly<{
  operation: Operation;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: unknown;
  file: string | undefined;
}>;

/** Requests over all operations, the same ones for the same seed and the same known ids. */
export const requestsOf = (
  operations: readonly Operation[],
  known: Known,
  { seed, count }: Readonly<{ seed: number; count: number }>,
): FuzzRequest[] =>
  fc.sample(
    fc.constantFrom(...operations).chain((operation) => requestOf(operation, known)),
    { seed, numRuns: count },
  );

function requestOf(operation: Operation, known: Known): fc.Arbitrary<FuzzRequest> {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const query = objectOf(
    {
      properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
      required: inQuery.filter(({ required }) => required).map(({ name }) => name),
    },
    known,
  );
  return fc
    .record({
      places: fc.record(Object.fromEntries(inPath.map(({ name, schema }) => [name, valueOf(schema, known, name)]))),
      query: inQuery.length === 0 ? fc.constant({}) : query,
      body: bodyOf(operation, known),
      headers: headersOf(operation),
      file: operation.upload ? csv : fc.constant(undefined),
    })
    .map(({ places, query: asked, body, headers, file }) => ({
      operation,
      path: addressOf(pathWith(operation.path, places), queryText(asked)),
      headers,
      body,
      file,
    }));
}

const bodyOf = ({ body }: Operation, known: Known): fc.Arbitrary<unknown> =>
  body === undefined
    ? fc.constant(undefined)
    : fc.oneof({ weight: 20, arbitrary: bodyFrom(body, known) }, { weight: 1, arbitrary: hostileValue });
const bodyFrom = (schema: JsonSchema, known: Known): fc.Arbitrary<unknown> =>
  schema.type === 'object' ? objectOf(schema, known) : valueOf(schema, known);

const ifMatch = fc.constantFrom('"1"', '"2"', '*', 'W/"1"', '"999999999999"', '"-1"', 'abc');
const headersOf = ({ parameters }: Operation): fc.Arbitrary<Record<string, string>> => {
  const names = new Set(parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name));
  return fc
    .record({
      ...(names.has('If-Match') ? { 'if-match': fc.option(ifMatch, { freq: 3, nil: undefined }) } : {}),
      ...(names.has('Idempotency-Key')
        ? {
            'idempotency-key': fc.option(
              fc.oneof(
                { weight: 5, arbitrary: fc.uuid() },
                { weight: 1, arbitrary: fc.constantFrom('k', 'x'.repeat(200), 'x'.repeat(201), ' ') },
              ),
              { freq: 6, nil: undefined },
            ),
          }
        : {}),
    })
    .map((headers) => Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)));
};

const csv = fc
  .tuple(fc.constantFrom(';', ',', '\t', '|'), fc.array(fc.array(hostileText, { minLength: 1, maxLength: 5 }), { maxLength: 6 }))
  .map(([separator, rows]) =>
    ['Imię', 'Nazwisko', 'E-mail'].join(separator).concat('\n', rows.map((cells) => cells.join(separator)).join('\n')),
  );

/** A place of the path is never empty, and never one that an address is shortened by. */
const segment = (value: unknown): string => {
  const text = typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? 'x');
  return /^\.{0,2}$/.test(text) ? 'x' : encodeURIComponent(text);
};
const pathWith = (path: string, places: Readonly<Record<string, unknown>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => segment(places[name]));

function queryText(query: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(query).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.toWellFormed() : (JSON.stringify(value) ?? ''),
  ]);
  return texts.length === 0 ? '' : `?${new URLSearchParams(texts as [string, string][]).toString()}`;
}

/** Node ends a request whose head is over 16 kB before anybody reads it, without a body (431). */
const longestAddress = 8_000;
const addressOf = (path: string, query: string): string =>
  path.length + query.length > longestAddress ? path.slice(0, longestAddress) : path + query;
