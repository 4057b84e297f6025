# shellcheck shell=bash
# ops backup. An archive is a tar of members that age has encrypted one by one, so that no plain text ever touches the disk:
#   manifest.age   what the database held (manifest.sql)
#   database.age   pg_dump in custom format, from the same snapshot
#   globals.age    roles without passwords (full backups)
#   SHA256SUMS     of the encrypted members: damage is found without the key

help_backup() {
  cat <<'TEXT'
Usage: ops backup [--full | --schema | --table SCHEMA.TABLE] [--dry-run]

Writes an encrypted archive and its checksum into the backup folder. Full backups are thinned out to 7 daily,
5 weekly and 12 monthly ones. Copy the folder to another machine: what stays here is lost with this one.
TEXT
}

command_backup() {
  local kind=full table=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --full) kind=full ;;
      --schema) kind=schema ;;
      --table) kind=table table="$(value_of "$@")" && shift ;;
      *) common_option "$1" || refuse_usage "backup does not know '$1'" ;;
    esac
    shift
  done
  [[ $kind != table || $table =~ ^[a-z_]+\.[a-z_0-9]+$ ]] || refuse_usage '--table needs SCHEMA.TABLE'
  need_settings
  journalled "backup --$kind${table:+ $table}"
  take_lock
  make_backup "$kind" "$table"
}

# Sets BACKUP_FILE.
make_backup() {
  local kind="$1" table="$2" started=$SECONDS name recipient work
  recipient="$(setting BACKUP_AGE_RECIPIENT)"
  [[ $recipient == age1* ]] || refuse 'BACKUP_AGE_RECIPIENT is not an age recipient: a backup is never written unencrypted'
  name="crm-gtd-$kind${table:+-${table//./-}}-$(stamp).tar"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would write $BACKUP_DIR/$name"
    return 0
  fi
  step "backup: $name"
  mkdir -p "$BACKUP_DIR"
  chmod 700 "$BACKUP_DIR"
  work="$(mktemp -d "$BACKUP_DIR/.unfinished.XXXXXX")"
  ON_FAILURE+=("rm -rf '$work'" "backup_failed '$kind'")
  write_members "$kind" "$table" "$recipient" "$work"
  seal "$work" "$name"
  BACKUP_FILE="$BACKUP_DIR/$name"
  if [[ $kind == full ]]; then
    backup_succeeded "$(stat -c %s "$BACKUP_FILE")" "$((SECONDS - started))"
    apply_retention
  fi
  ON_FAILURE=()
  say "written: $BACKUP_FILE"
}

write_members() {
  local kind="$1" table="$2" recipient="$3" work="$4" selection=()
  case "$kind" in
    schema) selection=(--schema-only) ;;
    table) selection=(--table "$table") ;;
  esac
  # A pipe to a program that dies must become a failure here, and not a signal nobody reports.
  trap '' PIPE
  open_snapshot
  backup_facts "$kind" | age -r "$recipient" -o "$work/facts.age"
  manifest_of_snapshot | age -r "$recipient" -o "$work/manifest.age"
  as_backup_role pg_dump --host 127.0.0.1 --username backup --dbname "$LIVE_DATABASE" --format custom --snapshot "$SNAPSHOT_ID" \
    --lock-wait-timeout 60s "${selection[@]}" | age -r "$recipient" -o "$work/database.age"
  if [[ $kind == full ]]; then globals | age -r "$recipient" -o "$work/globals.age"; fi
  close_snapshot
}

# Passwords stay in .env, the one place they come from.
globals() {
  local container
  container="$(need_container postgres)"
  docker exec -i "$container" pg_dumpall --globals-only --no-role-passwords --username "$ADMIN_ROLE"
}

backup_facts() {
  printf 'kind %s\ndatabase %s\nversion %s\ntaken %s\n' "$1" "$LIVE_DATABASE" "$(current_version)" "$(now_seconds)"
}

# The file appears under its name only when it is whole and on the disk.
seal() {
  local work="$1" name="$2"
  (cd "$work" && sha256sum -- *.age >SHA256SUMS && tar --create --file archive.tar --owner=0 --group=0 -- SHA256SUMS *.age)
  sync "$work/archive.tar"
  [[ ! -e $BACKUP_DIR/$name ]] || fail "$BACKUP_DIR/$name is there already"
  mv "$work/archive.tar" "$BACKUP_DIR/$name"
  (cd "$BACKUP_DIR" && sha256sum "$name" >"$name.sha256")
  rm -rf "$work"
}

# Only a full backup counts: a schema alone would hide that the data has not been saved for a week.
backup_succeeded() {
  set_metric backup_last_success_timestamp_seconds 'kind="logical"' "$(now_seconds)"
  set_metric backup_last_size_bytes 'kind="logical"' "$1"
  set_metric backup_duration_seconds 'kind="logical"' "$2"
  [[ -e $METRICS_FILE ]] || set_metric backup_failures_total 'kind="logical"' 0
  write_metrics
}

backup_failed() {
  [[ $1 == full ]] || return 0
  add_metric backup_failures_total 'kind="logical"'
  write_metrics
}

# Seconds since the newest full backup; fails when there is none.
backup_age() {
  local newest taken
  newest="$(newest_backup)"
  [[ -n $newest ]] || return 1
  taken="$(sed -nE 's/.*-([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z.*/\1-\2-\3 \4:\5:\6/p' <<<"$newest")"
  printf '%d' "$(($(now_seconds) - $(date -u -d "$taken" +%s)))"
}
