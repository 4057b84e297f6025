# shellcheck shell=bash
# What the operator reads. Results go to stdout, progress and complaints to stderr, so that output can be piped.
# Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused because a condition is not met, 75 another run holds the lock.

DRY_RUN="${DRY_RUN:-}"
ASSUME_YES="${ASSUME_YES:-}"

say() { printf '%s\n' "$*" >&2; }
step() { printf '▶ %s\n' "$*" >&2; }
warn() { printf 'warning: %s\n' "$*" >&2; }

fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

refuse() {
  printf 'refused: %s\n' "$*" >&2
  exit 3
}

refuse_usage() {
  printf 'usage: %s\n' "$*" >&2
  exit 2
}

# Runs what changes the machine; with --dry-run only says it.
change() {
  if [[ -n $DRY_RUN ]]; then
    printf '[dry run]' >&2
    printf ' %q' "$@" >&2
    printf '\n' >&2
  else
    "$@"
  fi
}

# Asks a person to type a word; --yes answers for him, a closed stdin refuses.
confirm() {
  local question="$1" word="$2" answer=''
  [[ -z $DRY_RUN && -z $ASSUME_YES ]] || return 0
  printf '%s\nType %s to go on: ' "$question" "$word" >&2
  read -r answer || true
  [[ $answer == "$word" ]] || refuse 'not confirmed'
}

# The two options that many commands share. True when the argument was one of them.
common_option() {
  case "$1" in
    --dry-run) DRY_RUN=yes ;;
    --yes) ASSUME_YES=yes ;;
    *) return 1 ;;
  esac
}

# The value of an option that needs one.
value_of() {
  [[ $# -ge 2 && -n $2 ]] || refuse_usage "$1 needs a value"
  printf '%s' "$2"
}

json_string() {
  local text="$1"
  text="${text//\\/\\\\}"
  text="${text//\"/\\\"}"
  text="${text//$'\n'/\\n}"
  text="${text//$'\t'/\\t}"
  text="${text//$'\r'/}"
  printf '"%s"' "$text"
}
