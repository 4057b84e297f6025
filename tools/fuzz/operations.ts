import type { JsonSchema } from './json-schema.ts';

type Parameter = Readonly<{ name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: JsonSchema }>;
type Content = Readonly<Record<string, Readonly<{ schema?: JsonSchema }>>>;
export type Documented = Readonly<{ content?: Content }>;

/** One operation as the API's own document tells it. */
export type Operation = Readonly<{
  id: string;
  method: string;
  path: string;
  parameters: readonly Parameter[];
  body: JsonSchema | undefined;
  upload: boolean;
  responses: Readonly<Record<string, Documented>>;
}>;

export type ApiDocument = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Raw>>>>;
  components: Readonly<{ schemas: Readonly<Record<string, JsonSchema>> }>;
}>;
type Raw = Readonly<{
  operationId: string;
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ content: Content }>;
  responses: Readonly<Record<string, Documented>>;
}>;

/** Streams never end, and whoever ends his session or leaves asks nothing more. */
const left = new Set(['gateway.events.stream', 'gateway.auth.logout']);

export const operationsOf = (document: ApiDocument): readonly Operation[] =>
  Object.entries(document.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, raw]) => operationOf(path, method, raw)))
    .filter(({ id }) => !left.has(id))
    .sort((a, b) => a.id.localeCompare(b.id));

const operationOf = (path: string, method: string, raw: Raw): Operation => ({
  id: raw.operationId,
  method: method.toUpperCase(),
  path,
  parameters: raw.parameters ?? [],
  body: raw.requestBody?.content['application/json']?.schema,
  upload: raw.requestBody?.content['multipart/form-data'] !== undefined,
  responses: raw.responses,
});
