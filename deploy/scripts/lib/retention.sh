# shellcheck shell=bash
# Which full backups stay: all of the last two days (an update writes one more, and must not push out last night's), and the
# newest of each of the last 7 days, 5 weeks and 12 months that have one.

KEEP_DAYS=7
KEEP_WEEKS=5
KEEP_MONTHS=12

# File names of full backups on stdin, those to delete on stdout.
expired_backups() {
  local name day taken week month recent
  recent="$(date -u -d "@$(($(now_seconds) - 2 * 86400))" +%Y%m%dT%H%M%SZ)"
  local -A days=() weeks=() months=()
  while read -r name; do
    [[ $name =~ -([0-9]{8})(T[0-9]{6}Z) ]] || continue
    day="${BASH_REMATCH[1]}" taken="${BASH_REMATCH[1]}${BASH_REMATCH[2]}"
    week="$(date -u -d "$day" +%G-%V)"
    month="${day:0:6}"
    local keep=''
    if [[ -z ${days[$day]:-} && ${#days[@]} -lt $KEEP_DAYS ]]; then days[$day]=1 keep=yes; fi
    if [[ -z ${weeks[$week]:-} && ${#weeks[@]} -lt $KEEP_WEEKS ]]; then weeks[$week]=1 keep=yes; fi
    if [[ -z ${months[$month]:-} && ${#months[@]} -lt $KEEP_MONTHS ]]; then months[$month]=1 keep=yes; fi
    [[ -n $keep || ! $taken < $recent ]] || printf '%s\n' "$name"
  done < <(LC_ALL=C sort -r)
}

apply_retention() {
  local name
  while read -r name; do
    rm -f "$BACKUP_DIR/$name" "$BACKUP_DIR/$name.sha256"
    say "retention: removed $name"
  done < <(full_backups | expired_backups)
}

full_backups() {
  find "$BACKUP_DIR" -maxdepth 1 -type f -name 'crm-gtd-full-*.tar' -printf '%f\n' 2>/dev/null || true
}

newest_backup() {
  full_backups | LC_ALL=C sort | tail -n 1
}
