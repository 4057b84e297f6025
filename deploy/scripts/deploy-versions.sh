#!/usr/bin/env bash
# Two versions on one machine: v1 under /crm/; v2 under /crm2/ with a database, a cache and a broker prefix of its own.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_versions() {
  cat <<'TEXT'
Usage: deploy-versions.sh v1 | v2 | both | stop | status | nginx | logs-v1 | logs-v2 | promote | canary N [--to VERSION]
       [--yes] [--dry-run]

v1        only the first version: the second one is stopped, its data stays
v2, both  the second version beside the first (compose.v2.yaml, version CRM_GTD_V2_VERSION)
stop      stops everything; data stays
status    containers, and where nginx sends requests
nginx     tests nginx's configuration and reloads it
logs-v1, logs-v2   newest lines
promote   rolls the first version to CRM_GTD_V2_VERSION (or --to) like ops update, then stops the second one
canary N  N % of the API's requests to --to VERSION, in the database of the first version; canary 0 ends it
TEXT
}

V2_OVERLAY=compose.v2.yaml

with_overlay() { has_overlay "$V2_OVERLAY" || set_setting COMPOSE_FILE "$(compose_files):$V2_OVERLAY"; }

without_overlay() {
  local kept
  kept="$(compose_files | tr ':' '\n' | grep -vxF "$V2_OVERLAY" | paste -sd :)"
  set_setting COMPOSE_FILE "$kept"
}

v2_services() {
  local files
  files="$(compose_files)"
  OPS_COMPOSE_FILES="$files:$V2_OVERLAY" compose config --services | grep -- '-v2$'
}

command_versions() {
  local act="${1:-status}" version='' percent=''
  shift || true
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --to) version="$(value_of "$@")" && shift ;;
      -*) common_option "$1" || refuse_usage "deploy-versions.sh does not know '$1'" ;;
      *) percent="$1" ;;
    esac
    shift
  done
  need_settings
  case "$act" in
    v1 | v2 | both | stop | promote | canary | nginx)
      journalled "deploy-versions $act $percent $version"
      take_lock
      ;;
  esac
  case "$act" in
    v1) only_first ;;
    v2 | both) start_second ;;
    stop) stop_everything ;;
    status) show_versions ;;
    nginx) restart_nginx ;;
    logs-v1) command_logs gateway web "${BUS_SERVICES[@]}" ;;
    logs-v2) second_logs ;;
    promote) promote "$version" ;;
    canary) [[ $percent =~ ^(100|[0-9]{1,2})$ ]] || refuse_usage 'canary needs a percentage' && canary "$percent" "$version" ;;
    *) refuse_usage "deploy-versions.sh does not know '$act'; see --help" ;;
  esac
}

need_second() {
  [[ -r $COMPOSE_DIR/$V2_OVERLAY ]] || refuse "$COMPOSE_DIR/$V2_OVERLAY is missing"
  [[ -n $(setting CRM_GTD_V2_VERSION) ]] || refuse 'CRM_GTD_V2_VERSION is not set in .env'
}

start_second() {
  need_second
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would start $(setting CRM_GTD_V2_VERSION) under /crm2/"
    return 0
  fi
  with_overlay
  # nginx learns of /crm2 by its environment, so it is made anew: the one moment without an edge, about a second.
  compose up --detach --wait >&2
  verify_edge || fail 'the first version does not answer any more'
  expect_answer 'second version' /crm2/sign-in 200 '<html' || fail 'the second version does not answer'
}

only_first() {
  if ! has_overlay "$V2_OVERLAY"; then
    say 'the second version is not in use'
  elif [[ -n $DRY_RUN ]]; then
    say '[dry run] would stop the second version; its data stays'
  else
    without_overlay
    compose up --detach --wait --remove-orphans >&2
  fi
  [[ -n $DRY_RUN ]] || verify_edge || fail 'the first version does not answer'
}

stop_everything() {
  confirm "Stop $(public_host)? Nobody will be able to work." stop
  change compose stop --timeout 40
}

show_versions() {
  local nginx
  command_status
  nginx="$(container_of nginx)" || return 0
  printf '\nnginx sends to\n'
  docker exec "$nginx" upstreams show
}

second_logs() {
  local services=()
  mapfile -t services < <(v2_services)
  command_logs "${services[@]}"
}

promote() {
  local version="${1:-$(setting CRM_GTD_V2_VERSION)}"
  [[ -n $version ]] || refuse 'no second version is known: give one with --to'
  confirm "Roll the first version from $(current_version) to $version?" promote
  end_canary
  command_update all --to "$version"
  [[ -n $DRY_RUN ]] || only_first
}

run_command versions "$@"
