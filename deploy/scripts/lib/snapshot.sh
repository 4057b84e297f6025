# shellcheck shell=bash
# One moment of the database held open, so that a dump and its manifest tell of the same rows while people keep working.

END_OF_MANIFEST=end-of-manifest

# Sets SNAPSHOT_ID. The session stays until close_snapshot.
open_snapshot() {
  coproc HELD {
    as_backup_role psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
      --host 127.0.0.1 --username backup --dbname "$LIVE_DATABASE"
  }
  # Parts of a pipe are subshells, and these do not inherit a coprocess's own descriptors.
  local own_in="${HELD[1]}" own_out="${HELD[0]}"
  SESSION_JOB="$HELD_PID"
  exec {SESSION_IN}>&"$own_in" {SESSION_OUT}<&"$own_out" {own_in}>&- {own_out}<&-
  printf '%s\n' 'begin isolation level repeatable read read only;' 'select pg_export_snapshot();' >&"$SESSION_IN"
  read -r -t 60 SNAPSHOT_ID <&"$SESSION_OUT" || fail 'no snapshot of the database: does the role backup exist, with the password of .env?'
  [[ $SNAPSHOT_ID =~ ^[0-9A-F-]+$ ]] || fail "no snapshot of the database: $SNAPSHOT_ID"
}

# The manifest of the held moment, on stdout.
manifest_of_snapshot() {
  local line
  { cat "$OPS_LIB/manifest.sql" && printf '\\echo %s\n' "$END_OF_MANIFEST"; } >&"$SESSION_IN"
  while read -r -t 3600 line <&"$SESSION_OUT"; do
    [[ $line != "$END_OF_MANIFEST" ]] || return 0
    printf '%s\n' "$line"
  done
  fail 'the manifest broke off'
}

close_snapshot() {
  exec {SESSION_IN}>&-
  wait "$SESSION_JOB" || fail 'the session that held the snapshot failed'
}

manifest_of_database() {
  as_backup_role psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 \
    --host 127.0.0.1 --username backup --dbname "$1" <"$OPS_LIB/manifest.sql"
}

# Says every difference and fails when there is one. A sequence may be further on than it was noted: it does not belong to the snapshot.
compare_manifests() {
  local expected="$1" found="$2" differences
  differences="$(diff <(grep -v '^sequence ' "$expected" | LC_ALL=C sort) <(grep -v '^sequence ' "$found" | LC_ALL=C sort))" || true
  differences+="$(sequences_behind "$expected" "$found")"
  [[ -n $differences ]] || return 0
  say 'The restored database is not what was backed up (< noted, > restored):'
  head -n 40 <<<"$differences" >&2
  return 1
}

sequences_behind() {
  awk '$1 != "sequence" { next }
    NR == FNR { found[$2] = $3; next }
    !($2 in found) { print "< " $0 " (missing)"; next }
    found[$2] + 0 < $3 + 0 { print "< " $0 "\n> " $1 " " $2 " " found[$2] }' "$2" "$1"
}
