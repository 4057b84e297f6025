\echo == databases by size
select datname as database, pg_size_pretty(pg_database_size(oid)) as size
  from pg_database where datallowconn and has_database_privilege(oid, 'connect') order by pg_database_size(oid) desc;

\echo == largest tables
select schemaname || '.' || relname as table, pg_size_pretty(pg_total_relation_size(relid)) as size, n_live_tup as live_rows
  from pg_stat_user_tables order by pg_total_relation_size(relid) desc limit 15;

\echo == activity
select datname as database, usename as role, state, count(*) as sessions, max(now() - xact_start) as longest_transaction
  from pg_stat_activity where backend_type = 'client backend' group by 1, 2, 3 order by sessions desc;

\echo == index use: tables mostly read row by row
select schemaname || '.' || relname as table, seq_scan, idx_scan, n_live_tup as live_rows
  from pg_stat_user_tables where seq_scan > coalesce(idx_scan, 0) and n_live_tup > 1000 order by seq_tup_read desc limit 15;

\echo == indexes never used
select schemaname || '.' || indexrelname as index, pg_size_pretty(pg_relation_size(indexrelid)) as size
  from pg_stat_user_indexes join pg_index using (indexrelid)
  where idx_scan = 0 and not indisunique and pg_relation_size(indexrelid) > 1048576 order by pg_relation_size(indexrelid) desc limit 15;

\echo == cache hit ratio
select datname as database, round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 2) as percent, deadlocks, pg_size_pretty(temp_bytes) as temporary
  from pg_stat_database where datname = current_database();

\echo == bloat: dead rows waiting for vacuum
select schemaname || '.' || relname as table, n_dead_tup as dead_rows,
       round(100.0 * n_dead_tup / nullif(n_live_tup + n_dead_tup, 0), 1) as percent, greatest(last_vacuum, last_autovacuum) as last_vacuum
  from pg_stat_user_tables where n_dead_tup > 1000 order by n_dead_tup desc limit 15;

\echo == locks: who waits for whom
select waiting.pid, waiting.usename as role, pg_blocking_pids(waiting.pid) as blocked_by, now() - waiting.query_start as for_how_long
  from pg_stat_activity waiting where cardinality(pg_blocking_pids(waiting.pid)) > 0;

\echo == slow: running longer than a second
select pid, usename as role, now() - query_start as for_how_long, wait_event_type as waits_for, left(regexp_replace(query, '\s+', ' ', 'g'), 100) as statement
  from pg_stat_activity where state = 'active' and now() - query_start > interval '1 second' and pid <> pg_backend_pid() order by query_start;

select exists (select from pg_extension where extname = 'pg_stat_statements') as has_statements \gset
\if :has_statements
\echo == slow: statements that took the most time since the start
select round(total_exec_time) as total_ms, calls, round(mean_exec_time::numeric, 1) as mean_ms, left(regexp_replace(query, '\s+', ' ', 'g'), 100) as statement
  from pg_stat_statements order by total_exec_time desc limit 15;
\endif
