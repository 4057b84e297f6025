import type { SliceNames } from './names.ts';

export const contractFile = ({ service, things, thing, Thing, Things, notFound }: SliceNames): string => `import { z } from 'zod';
import { action, event } from '../define.ts';
import { page, pageInput } from '../paging.ts';
import { expectedVersion, id, instant, name, version } from '../shapes.ts';

export const ${Thing}Fields = z.object({ name: name(120) });
export const ${Thing} = ${Thing}Fields.extend({ id, createdAt: instant, updatedAt: instant, version });
export type ${Thing} = z.infer<typeof ${Thing}>;

const ${thing}IdInput = z.object({ ${thing}Id: id });

export const list${Things} = action('v1.${service}.${things}.list', {
  http: 'GET /${things}', permission: '${service}.${things}:read', input: z.object({ ...pageInput }), output: page(${Thing}),
  summary: 'Filter fields: name, createdAt. Sort: name, createdAt.',
});
export const get${Thing} = action('v1.${service}.${things}.get', {
  http: 'GET /${things}/{${thing}Id}', permission: '${service}.${things}:read', input: ${thing}IdInput, output: ${Thing}, errors: ['${notFound}'],
});
export const create${Thing} = action('v1.${service}.${things}.create', {
  http: 'POST /${things}', permission: '${service}.${things}:write', input: ${Thing}Fields, output: ${Thing}, status: 201,
});
export const update${Thing} = action('v1.${service}.${things}.update', {
  http: 'PATCH /${things}/{${thing}Id}', permission: '${service}.${things}:write', output: ${Thing},
  input: ${Thing}Fields.partial().extend({ ${thing}Id: id, ...expectedVersion }), errors: ['${notFound}', 'VERSION_STALE'],
});
export const delete${Thing} = action('v1.${service}.${things}.delete', {
  http: 'DELETE /${things}/{${thing}Id}', permission: '${service}.${things}:write', input: ${thing}IdInput, output: ${Thing},
  errors: ['${notFound}'], summary: 'Soft: \`restore\` undoes it.',
});
export const restore${Thing} = action('v1.${service}.${things}.restore', {
  http: 'POST /${things}/{${thing}Id}/restore', permission: '${service}.${things}:write', input: ${thing}IdInput, output: ${Thing}, errors: ['${notFound}'],
});

const fact = { version: 1, visible: '${service}.${things}:read' as const, aggregate: '${thing}', key: (d: { ${thing}Id: string }) => d.${thing}Id };
export const ${thing}Created = event('${service}.${thing}.created', { ...fact, data: z.object({ ${thing}Id: id }) });
export const ${thing}Updated = event('${service}.${thing}.updated', { ...fact, data: z.object({ ${thing}Id: id, changedFields: z.array(z.string()) }) });
export const ${thing}Deleted = event('${service}.${thing}.deleted', { ...fact, data: z.object({ ${thing}Id: id }) });
export const ${thing}Restored = event('${service}.${thing}.restored', { ...fact, data: z.object({ ${thing}Id: id }) });
`;

export const modelText = ({ Thing }: SliceNames, table: string): string => `
model ${Thing} {
  id             String    @db.Uuid
  organizationId String    @map("organization_id") @db.Uuid
  name           String
  version        Int       @default(1)
  createdAt      DateTime  @map("created_at") @db.Timestamptz(3)
  updatedAt      DateTime  @map("updated_at") @db.Timestamptz(3)
  deletedAt      DateTime? @map("deleted_at") @db.Timestamptz(3)

  @@id([organizationId, id])
  @@index([organizationId, name, id])
  @@index([organizationId, createdAt, id])
  @@map("${table}")
}
`;
