import { withConnection } from '../database/admin-connection.ts';

/** What a role may do with it, in an order of its own: the catalogue keeps grants as they came. */
const rights = (acl: string): string =>
  `(select string_agg(concat_ws(' ', grantee::regrole, privilege_type, is_grantable), ', ' order by grantee, privilege_type) from aclexplode(${acl}))`;
const ours = (schema: string): string => `${schema} in (select oid from pg_namespace where nspname = any($1))`;

/** Each answers rows of one text. Names are qualified, since the connection's search path is none of ours. */
const questions: readonly string[] = [
  `select concat_ws(' | ', 'schema', nspname, nspowner::regrole, ${rights('nspacl')}) as said from pg_namespace where nspname = any($1)`,
  `select concat_ws(' | ', 'relation', c.oid::regclass, c.relkind, c.relowner::regrole, 'rls ' || c.relrowsecurity, 'forced ' || c.relforcerowsecurity,
     c.reloptions, pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid), ${rights('c.relacl')}, obj_description(c.oid, 'pg_class'))
   from pg_class c where ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'column', a.attrelid::regclass, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attcollation::regcollation,
     'not null ' || a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), ${rights('a.attacl')})
   from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attnum > 0 and not a.attisdropped and ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'constraint', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid)) from pg_constraint where ${ours('connamespace')}`,
  `select concat_ws(' | ', 'index', i.indexrelid::regclass, 'valid ' || i.indisvalid, pg_get_indexdef(i.indexrelid))
   from pg_index i join pg_class c on c.oid = i.indexrelid where ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'function', p.oid::regprocedure, p.proowner::regrole, ${rights('p.proacl')}, p.proconfig,
     case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) end) from pg_proc p where ${ours('p.pronamespace')}`,
  `select concat_ws(' | ', 'trigger', t.tgrelid::regclass, t.tgenabled, pg_get_triggerdef(t.oid))
   from pg_trigger t join pg_class c on c.oid = t.tgrelid where not t.tgisinternal and ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'policy', p.polrelid::regclass, p.polname, p.polcmd, p.polpermissive, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid),
     pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p join pg_class c on c.oid = p.polrelid where ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'type', t.oid::regtype, t.typtype, t.typowner::regrole, (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
   from pg_type t where t.typtype in ('e', 'd', 'r') and ${ours('t.typnamespace')}`,
  `select concat_ws(' | ', 'sequence', s.seqrelid::regclass, s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin, s.seqcycle)
   from pg_sequence s join pg_class c on c.oid = s.seqrelid where ${ours('c.relnamespace')}`,
  `select concat_ws(' | ', 'collation', c.collname, c.collprovider, to_jsonb(c) - 'oid' - 'collnamespace' - 'collowner') from pg_collation c where ${ours('c.collnamespace')}`,
  `select concat_ws(' | ', 'default rights', d.defaclrole::regrole, d.defaclobjtype, ${rights('d.defaclacl')}) from pg_default_acl d where ${ours('d.defaclnamespace')}`,
];

/** Everything these schemas consist of, as sorted lines: two databases made in different ways are compared by them. */
export async function schemaOf(url: string, schemas: readonly string[]): Promise<string[]> {
  return withConnection(url, async (client) => {
    await client.query("set search_path = ''");
    const lines: string[] = [];
    for (const question of questions) {
      const { rows } = await client.query<[string]>({ text: question, values: [schemas], rowMode: 'array' });
      lines.push(...rows.map(([line]) => line));
    }
    return lines.sort();
  });
}
