# shellcheck shell=bash
# Where things are. The OPS_ variables let a test, or a second installation on one machine, use other places.

OPS_ROOT="$(cd "$OPS_SCRIPTS/../.." && pwd)"
COMPOSE_DIR="${OPS_COMPOSE_DIR:-$OPS_ROOT/deploy/compose}"
ENV_FILE="${OPS_ENV_FILE:-$COMPOSE_DIR/.env}"
PROJECT="${OPS_PROJECT:-crm-gtd}"

default_state_dir() {
  if [[ $EUID -eq 0 ]]; then printf '/var/lib/crm-gtd'; else printf '%s/.local/state/crm-gtd' "$HOME"; fi
}
STATE_DIR="${OPS_STATE_DIR:-$(default_state_dir)}"

BUS_SERVICES=(crm gtd ai voice billing)
# Those that nginx sends requests to.
EDGE_SERVICES=(gateway web)
ROLLED_SERVICES=("${BUS_SERVICES[@]}" "${EDGE_SERVICES[@]}")
# Node services of ours, in the words of keys and schemas.
OWN_SERVICES=(gateway "${BUS_SERVICES[@]}")
LIVE_DATABASE=crm_gtd_v1

# The value of a key in .env; empty when it is not there. Quotes around a value do not belong to it.
setting() {
  local line=''
  [[ -r $ENV_FILE ]] || return 0
  line="$(grep -E "^$1=" "$ENV_FILE" | tail -n 1)" || return 0
  line="${line#*=}"
  if [[ $line == \'*\' || $line == \"*\" ]]; then line="${line:1:${#line}-2}"; fi
  printf '%s' "$line"
}

setting_or() {
  local found
  found="$(setting "$1")"
  printf '%s' "${found:-$2}"
}

# Replaces or adds one key; the file is never half written and keeps its mode.
set_setting() {
  local key="$1" value="$2" next
  next="$(mktemp "$ENV_FILE.XXXXXX")"
  chmod 600 "$next"
  { grep -vE "^$key=" "$ENV_FILE" || true; printf '%s=%s\n' "$key" "$value"; } >"$next"
  mv "$next" "$ENV_FILE"
}

need_settings() {
  [[ -r $ENV_FILE ]] || refuse "$ENV_FILE is missing: run ops init first"
}

BACKUP_DIR="${OPS_BACKUP_DIR:-$(setting_or BACKUP_DIR "$STATE_DIR/backups")}"
TEXTFILE_DIR="${OPS_TEXTFILE_DIR:-$(setting_or TEXTFILE_DIR "$STATE_DIR/textfile")}"

need_state_dir() {
  mkdir -p "$STATE_DIR" || fail "cannot make $STATE_DIR"
  chmod 750 "$STATE_DIR"
}

now_seconds() { date -u +%s; }
stamp() { date -u +%Y%m%dT%H%M%SZ; }
