-- What a database holds, one line a fact, equal for equal content. Written beside a dump from the dump's own snapshot, asked
-- again of the restored database, and compared line by line. Sequences move outside transactions: these lines may only grow.
set search_path = pg_catalog;
set timezone = 'UTC';
set datestyle = 'ISO';
set intervalstyle = 'postgres';
set extra_float_digits = 1;
set bytea_output = 'hex';
\pset fieldsep ' '
select 'sequence', schemaname || '.' || sequencename, coalesce(last_value, 0)
  from pg_sequences order by 2;
select format('select ''migration'', %L, migration_name, checksum from %I._prisma_migrations where finished_at is not null and rolled_back_at is null order by 3', nspname, nspname)
  from pg_namespace where to_regclass(format('%I._prisma_migrations', nspname)) is not null order by nspname \gexec
select 'row-security', n.nspname || '.' || c.relname, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' order by 2;
select 'policy', schemaname || '.' || tablename, replace(policyname, ' ', '_'), cmd, md5(coalesce(qual, '') || '/' || coalesce(with_check, '') || '/' || roles::text)
  from pg_policies order by 2, 3;
select 'constraint', n.nspname || '.' || c.relname, k.conname, md5(pg_get_constraintdef(k.oid))
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema') order by 2, 3;
select 'index', schemaname || '.' || tablename, indexname, md5(indexdef)
  from pg_indexes where schemaname not in ('pg_catalog', 'information_schema') order by 2, 3;
select 'grant', n.nspname || '.' || c.relname, md5(string_agg(coalesce(g.rolname, 'public') || ':' || a.privilege_type, ',' order by coalesce(g.rolname, 'public') collate "C", a.privilege_type collate "C"))
  from pg_class c join pg_namespace n on n.oid = c.relnamespace 
  cross join aclexplode(coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r'::"char" end, c.relowner))) a left join pg_roles g on g.oid = a.grantee
  where c.relkind in ('r', 'p', 'v', 'm', 'S') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' group by 1, 2 order by 2;
select 'connect', case when a.grantee = 0 then 'public' else g.rolname::text end
  from pg_database d cross join aclexplode(d.datacl) a left join pg_roles g on g.oid = a.grantee
  where d.datname = current_database() and a.privilege_type = 'CONNECT' order by 2;
select format('select ''table'', %L, count(*), coalesce(sum(hashtextextended(whole_row::text, 0)), 0) from %I.%I whole_row', n.nspname || '.' || c.relname, n.nspname, c.relname)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
  order by n.nspname, c.relname \gexec
