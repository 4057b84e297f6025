# shellcheck shell=bash
# ops restore: into a new database, checked against the archive's manifest, then swapped in. Never onto the live one.

help_restore() {
  cat <<'TEXT'
Usage: ops restore FILE [--identity KEYFILE] [--keep-new] [--yes] [--dry-run]

1. checks the archive's checksums and decrypts its manifest
2. restores into crm_gtd_v1_restore_<time> and compares counts, checksums, row security, policies, grants,
   constraints, indexes, sequences and migrations with the manifest
3. stops the services, renames the live database to crm_gtd_v1_before_<time> and the new one to crm_gtd_v1,
   empties the event streams (they are filled again from the outboxes) and the cache
4. migrates, starts the services and verifies

--keep-new stops after step 2, for looking something up in an old state. Everything written after the backup is lost:
RPO is the age of the file.
TEXT
}

command_restore() {
  local file='' keep_new='' stamped
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --identity) IDENTITY_FILE="$(value_of "$@")" && shift ;;
      --keep-new) keep_new=yes ;;
      -*) common_option "$1" || refuse_usage "restore does not know '$1'" ;;
      *) file="$1" ;;
    esac
    shift
  done
  [[ -n $file ]] || refuse_usage 'restore needs a FILE'
  need_settings
  check_archive "$file"
  journalled "restore $file"
  take_lock
  stamped="$(stamp)"
  confirm "This puts $(basename "$file") in the place of the live data; the live data is kept as ${LIVE_DATABASE}_before_$stamped." restore
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would restore into ${LIVE_DATABASE}_restore_$stamped, check it, and swap it in"
    return 0
  fi
  prepare_server
  restore_into "${LIVE_DATABASE}_restore_$stamped" "$file"
  if [[ -n $keep_new ]]; then
    say "kept: ${LIVE_DATABASE}_restore_$stamped (ops psql --role backup --database …)"
    return 0
  fi
  swap_in "${LIVE_DATABASE}_restore_$stamped" "${LIVE_DATABASE}_before_$stamped"
  start_after_swap "$ARCHIVE_TAKEN"
  say "restored; the former data is in ${LIVE_DATABASE}_before_$stamped, drop it when nobody misses anything"
}

# After a disaster the server is new: migrate makes the roles with the passwords of .env, and an empty database.
prepare_server() {
  compose up -d --wait postgres >&2
  database_exists "$LIVE_DATABASE" || compose run --rm -T migrate >&2
}

# Damage, a wrong key and a partial archive are found before anything is touched. Sets ARCHIVE_TAKEN.
check_archive() {
  local file="$1" work facts
  [[ -r $file ]] || refuse "$file cannot be read"
  [[ -r $IDENTITY_FILE ]] || refuse "the key $IDENTITY_FILE cannot be read: give it with --identity"
  if [[ -e $file.sha256 ]]; then
    (cd "$(dirname "$file")" && sha256sum --check --status "$(basename "$file").sha256") || refuse "$file does not match its checksum"
  fi
  work="$(mktemp -d)"
  ON_FAILURE+=("rm -rf '$work'")
  tar --extract --file "$file" --directory "$work" 2>/dev/null || refuse "$file is not a whole archive"
  (cd "$work" && sha256sum --check --status SHA256SUMS) || refuse "a member of $file does not match its checksum"
  facts="$(age -d -i "$IDENTITY_FILE" "$work/facts.age" 2>/dev/null)" || refuse "$IDENTITY_FILE does not open $file"
  rm -rf "$work"
  grep -qx 'kind full' <<<"$facts" || refuse 'only a full backup can be restored as a database; a table is read with pg_restore (docs/runbooks/backup-and-restore.md)'
  ARCHIVE_TAKEN="$(awk '$1 == "taken" { print $2 }' <<<"$facts")"
}

member() { tar --extract --to-stdout --file "$1" "$2.age" | age -d -i "$IDENTITY_FILE"; }

# Whatever fails here removes the new database again and leaves the live one alone.
restore_into() {
  local database="$1" file="$2" work
  step "restore into $database"
  work="$(mktemp -d)"
  ON_FAILURE+=("rm -rf '$work'" "drop_database '$database'")
  member "$file" manifest >"$work/expected"
  ensure_roles "$file"
  admin_sql postgres <<<"create database \"$database\" template template0" >/dev/null
  pg_restore_into "$database" "$file"
  grant_connections "$database" "$work/expected"
  step 'compare with the manifest'
  manifest_of_database "$database" >"$work/found"
  compare_manifests "$work/expected" "$work/found" || fail "$database is not what was backed up"
  say "equal: $(grep -c '^table ' "$work/expected") tables, $(awk '$1 == "table" { rows += $3 } END { print rows + 0 }' "$work/expected") rows, row security, policies, grants, constraints, indexes, sequences, migrations"
  admin_sql "$database" <<<'analyze' >/dev/null
  rm -rf "$work"
}

pg_restore_into() {
  local database="$1" file="$2" container
  container="$(need_container postgres)"
  member "$file" database | docker exec -i "$container" pg_restore --username "$ADMIN_ROLE" --dbname "$database" --exit-on-error --single-transaction
}

# Roles belong to the whole server. The server's own start made them with the passwords of .env; only what is missing is added.
ensure_roles() {
  local file="$1" missing
  missing="$(missing_roles "$file")"
  [[ -n $missing ]] || return 0
  say "roles missing on this server, made without a password: $missing"
  member "$file" globals | grep -E "^(CREATE|ALTER) ROLE ($(tr ' ' '|' <<<"$missing"))[ ;]" | admin_sql postgres >/dev/null
}

missing_roles() {
  comm -23 <(member "$1" globals | sed -nE 's/^CREATE ROLE "?([A-Za-z0-9_]+)"?;.*/\1/p' | LC_ALL=C sort) \
    <(admin_sql postgres <<<'select rolname from pg_roles' | LC_ALL=C sort) | paste -sd ' '
}

# Rights on the database itself are not in a dump.
grant_connections() {
  local database="$1" manifest="$2" kind role
  {
    printf 'revoke all on database "%s" from public;\n' "$database"
    while read -r kind role; do
      [[ $kind == connect ]] || continue
      if [[ $role == public ]]; then printf 'grant connect on database "%s" to public;\n' "$database"; else printf 'grant connect on database "%s" to "%s";\n' "$database" "$role"; fi
    done <"$manifest"
  } | admin_sql postgres >/dev/null
}

swap_in() {
  local new="$1" before="$2"
  step 'stop the services'
  ON_FAILURE=()
  compose stop --timeout 30 "${OWN_SERVICES[@]}" >&2
  step "swap: $LIVE_DATABASE becomes $before"
  if database_exists "$LIVE_DATABASE"; then
    swap_databases "$new" "$before"
  else
    admin_sql postgres <<<"alter database \"$new\" rename to \"$LIVE_DATABASE\"" >/dev/null
  fi
}

# Exporters reconnect at once: the live database takes no connection while it changes its name. Both renames happen or neither.
swap_databases() {
  local new="$1" before="$2"
  ON_FAILURE+=("admin_sql postgres <<<'alter database \"$LIVE_DATABASE\" with allow_connections true' >/dev/null; start_services")
  admin_sql postgres >/dev/null <<SQL
alter database "$LIVE_DATABASE" with allow_connections false;
alter database "$new" with allow_connections false;
select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname in ('$LIVE_DATABASE', '$new') and pid <> pg_backend_pid();
begin;
alter database "$LIVE_DATABASE" rename to "$before";
alter database "$new" rename to "$LIVE_DATABASE";
commit;
alter database "$LIVE_DATABASE" with allow_connections true;
alter database "$before" with allow_connections true;
SQL
  ON_FAILURE=()
}

start_services() { compose up -d --wait "${OWN_SERVICES[@]}" web nginx >&2; }

# The streams may know events the restored database has never told, and their consumers have confirmed events whose effects
# are gone again. Emptied, they are filled from the outboxes (kept for 7 days): inboxes skip what has taken effect.
start_after_swap() {
  local taken="$1"
  step 'empty the event streams and the cache'
  compose up -d --wait nats redis >&2
  bus_program reset-streams.ts --backup-taken "$taken"
  flush_cache
  step 'migrate and start'
  compose run --rm -T migrate >&2
  start_services
  verify_everything
}

# Limits and cached reads of a state that is gone. Redis is never the only copy of anything. The user of the product may not
# flush, so its keys are taken one by one.
flush_cache() {
  local container
  container="$(need_container redis)"
  REDISCLI_AUTH="$(setting REDIS_PASSWORD)" docker exec -e REDISCLI_AUTH "$container" \
    sh -ec 'redis-cli -e --no-auth-warning --user app --scan | xargs -r -n 200 redis-cli -e --no-auth-warning --user app unlink' >/dev/null
}
