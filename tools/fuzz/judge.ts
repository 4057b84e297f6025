import { z } from 'zod';
import type { JsonSchema } from './json-schema.ts';
import type { ApiDocument, Operation } from './operations.ts';

export type FuzzAnswer = Readonly<{ status: number; type: string; text: string }>;

/** Says what is wrong with an answer by the document, undefined when nothing is. */
export function judge(document: ApiDocument): (operation: Operation, answer: FuzzAnswer) => string | undefined {
  const validators = new Map<JsonSchema, z.ZodType>();
  const validatorOf = (schema: JsonSchema): z.ZodType => {
    const found = validators.get(schema) ?? z.fromJSONSchema(resolved(schema, document) as Parameters<typeof z.fromJSONSchema>[0]);
    validators.set(schema, found);
    return found;
  };
  return ({ responses }, { status, type, text }) => {
    if (status >= 500) return 'a fault of the server';
    const documented = responses[String(status)];
    if (documented === undefined) return 'a status that is not documented';
    if (documented.content === undefined) return text === '' || status !== 204 ? undefined : 'a body where none is documented';
    const media = type.split(';')[0]?.trim() ?? '';
    const content = documented.content[media] ?? documented.content['*/*'];
    if (content === undefined) return `a body of type ${media} that is not documented`;
    if (content.schema === undefined || !media.endsWith('json')) return undefined;
    const read = validatorOf(content.schema).safeParse(JSON.parse(text));
    return read.success ? undefined : `a body that is not as documented: ${z.prettifyError(read.error).slice(0, 300)}`;
  };
}

/** References of the document in place of their names, and formats that mean nothing to a reader left out. */
function resolved(schema: JsonSchema, document: ApiDocument): unknown {
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    const name = /^#\/components\/schemas\/(.+)$/.exec(String((value as { $ref?: string }).$ref))?.[1];
    return name === undefined ? value : resolved(document.components.schemas[name] ?? {}, document);
  });
}
