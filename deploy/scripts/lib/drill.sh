# shellcheck shell=bash
# ops drill: a backup nobody has restored is a hope. Measures what a loss right now would cost.

help_drill() {
  cat <<'TEXT'
Usage: ops drill [FILE] [--identity KEYFILE] [--dry-run]

Restores the newest full backup (or FILE) beside the live database, compares it with its manifest, drops it again, and
writes restore_drill_rto_seconds (file to checked database) and restore_drill_rpo_seconds (age of the backup). Changes
nothing else; run it weekly.
TEXT
}

command_drill() {
  local file='' database
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --identity) IDENTITY_FILE="$(value_of "$@")" && shift ;;
      -*) common_option "$1" || refuse_usage "drill does not know '$1'" ;;
      *) file="$1" ;;
    esac
    shift
  done
  need_settings
  [[ -n $file || -n $(newest_backup) ]] || refuse "no full backup in $BACKUP_DIR"
  file="${file:-$BACKUP_DIR/$(newest_backup)}"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would restore $file into ${LIVE_DATABASE}_drill_…, compare and drop it"
    return 0
  fi
  journalled "drill $file"
  take_lock
  SECONDS=0
  check_archive "$file"
  database="${LIVE_DATABASE}_drill_$(stamp)"
  restore_into "$database" "$file"
  drill_succeeded "$SECONDS" "$(($(now_seconds) - ARCHIVE_TAKEN))"
  drop_database "$database"
  ON_FAILURE=()
}

drill_succeeded() {
  local rto="$1" rpo="$2"
  set_metric restore_drill_last_success_timestamp_seconds 'kind="logical"' "$(now_seconds)"
  set_metric restore_drill_rto_seconds 'kind="logical"' "$rto"
  set_metric restore_drill_rpo_seconds 'kind="logical"' "$rpo"
  write_metrics
  say "drill passed: RTO $rto s (goal 3600), RPO $rpo s (goal 86400)"
}
