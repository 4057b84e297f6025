# shellcheck shell=bash
# PostgreSQL inside its container: nothing of it needs to be installed on the host.

ADMIN_ROLE=postgres

# SQL on stdin, as the administrator over the container's own socket. Lines of values separated by |.
admin_sql() {
  local database="$1" container
  shift
  container="$(need_container postgres)"
  docker exec -i "$container" psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --username "$ADMIN_ROLE" --dbname "$database" "$@"
}

# Runs a program of PostgreSQL as the role that may read everything and change nothing. The password never becomes an argument.
as_backup_role() {
  local container
  container="$(need_container postgres)"
  PGPASSWORD="$(setting DB_BACKUP_PASSWORD)" docker exec -i -e PGPASSWORD "$container" "$@"
}

database_exists() {
  [[ $(admin_sql postgres <<<"select count(*) from pg_database where datname = '$1'") == 1 ]]
}

drop_database() {
  [[ $1 != "$LIVE_DATABASE" ]] || fail 'the live database is never dropped'
  admin_sql postgres <<<"drop database if exists \"$1\" with (force)" >/dev/null
}

help_psql() {
  cat <<'TEXT'
Usage: ops psql [--role monitor|backup|admin] [--database NAME] [-- PSQL ARGUMENT…]

A session in the database. The default role monitor sees activity and sizes, no tenant's row; backup reads every row;
admin may do anything and is written into the log.
TEXT
}

command_psql() {
  local role=monitor database="$LIVE_DATABASE" container terminal=(-i) key
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --role) role="$(value_of "$@")" && shift ;;
      --database) database="$(value_of "$@")" && shift ;;
      --) shift && break ;;
      *) refuse_usage "psql does not know '$1'" ;;
    esac
    shift
  done
  need_settings
  container="$(need_container postgres)"
  [[ ! -t 0 ]] || terminal=(-it)
  case "$role" in
    monitor | backup) key="DB_${role^^}_PASSWORD" ;;
    admin)
      journalled psql --role admin --database "$database"
      docker exec "${terminal[@]}" "$container" psql --username "$ADMIN_ROLE" --dbname "$database" "$@"
      return
      ;;
    *) refuse_usage "no role '$role': monitor, backup or admin" ;;
  esac
  PGPASSWORD="$(setting "$key")" docker exec "${terminal[@]}" -e PGPASSWORD "$container" \
    psql --host 127.0.0.1 --username "$role" --dbname "$database" "$@"
}

help_db_report() {
  cat <<'TEXT'
Usage: ops db-report

Sizes of databases and tables, activity, index use, cache hit ratio, bloat, lock waits, and slow statements.
Read as the role monitor: no tenant's row is looked at.
TEXT
}

command_db_report() {
  [[ $# -eq 0 ]] || refuse_usage 'db-report takes no argument'
  need_settings
  local container
  container="$(need_container postgres)"
  PGPASSWORD="$(setting DB_MONITOR_PASSWORD)" docker exec -i -e PGPASSWORD "$container" \
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --pset border=0 --pset footer=off --host 127.0.0.1 --username monitor --dbname "$LIVE_DATABASE" \
    <"$OPS_LIB/db-report.sql"
}
