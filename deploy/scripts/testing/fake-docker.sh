#!/usr/bin/env bash
# Stands in for docker in the tests of the scripts: writes every call down and plays a small healthy stack. A test changes the
# play by rules (a pattern on the arguments and a script) and by the files of the folder FAKE_DOCKER.
set -euo pipefail

all="$*"
printf '%s\n' "$all" >>"$FAKE_DOCKER/calls"
for rule in "$FAKE_DOCKER"/rules/*.pattern; do
  [[ -e $rule ]] || continue
  if [[ $all =~ $(cat "$rule") ]]; then exec bash "${rule%.pattern}.sh" "$@"; fi
done

# One file per running container: containers/<service>.<number> holds its version.
service_of() { basename "$1" | cut -d. -f1; }
copies() { find "$FAKE_DOCKER/containers" -name "$1.*" -printf '%f\n' | sort; }
last() { printf '%s' "${!#}"; }

inspect() {
  local id
  id="$(last "$@")"
  [[ -e $FAKE_DOCKER/containers/$id || $all == 'image '* ]] || exit 1
  case "$all" in
    'image inspect'*) printf 'sha256:%s\n' "$id" ;;
    *State.Health*) cat "$FAKE_DOCKER/health/$id" 2>/dev/null || printf 'healthy' ;;
    *Config.Image*) printf 'crm-gtd/%s:%s\n' "$(service_of "$id")" "$(cat "$FAKE_DOCKER/containers/$id")" ;;
    *RestartCount*) cat "$FAKE_DOCKER/restarts/$id" 2>/dev/null || printf '0\n' ;;
    *Networks*) printf 'edge 172.20.0.%s\n' "$(printf '%s' "$id" | cksum | cut -c1-2)" ;;
    *Ports*) printf '443/tcp\n80/tcp\n' ;;
    *compose.service*) service_of "$id" ;;
    *StartedAt*) printf '2026-01-01T00:00:00\n' ;;
  esac
}

up() {
  local argument service='' count=0
  for argument in "$@"; do
    if [[ $argument =~ ^([a-z]+)=([0-9]+)$ ]]; then service="${BASH_REMATCH[1]}" count="${BASH_REMATCH[2]}"; fi
  done
  [[ -n $service ]] || return 0
  local number missing
  number="$(copies "$service" | tail -n 1 | cut -d. -f2)"
  for ((missing = count - $(copies "$service" | wc -l); missing > 0; missing--)); do
    number=$((number + 1))
    printf '%s' "${CRM_GTD_VERSION:-0.1.0}" >"$FAKE_DOCKER/containers/$service.$number"
  done
}

compose() {
  case "$all" in
    *' version --short') printf '2.30.0\n' ;;
    *' ps '*'--quiet '*) copies "$(last "$@")" ;;
    *' ps '*'--quiet') find "$FAKE_DOCKER/containers" -type f -printf '%f\n' ;;
    *' up '*) up "$@" ;;
    *' config --services') printf 'gateway\ngateway-v2\nweb-v2\n' ;;
    *' config --images') printf 'crm-gtd/gateway:0.1.0\nredis:8.0.2\n' ;;
    *'--entrypoint node'*bus-status*) printf 'ok\t8 streams, 0 messages\n' ;;
  esac
}

run_inside() {
  case "$all" in
    *' curl '*http_code*)
      case "$all" in
        *'/crm/api/v1/deals'*) printf '{"code":"TOKEN_INVALID"}\n401' ;;
        *'/api/v1/deals'*) printf '401' ;;
        *'--output /dev/null'*) printf '200' ;;
        *'/health'*) printf 'healthy\n200' ;;
        *) printf '<html></html>\n200' ;;
      esac
      ;;
    *' curl '*--verbose*) date -u -d '+60 days' '+*  expire date: %b %d %H:%M:%S %Y GMT' ;;
    *' node -e '*) printf '200\n{"status":"healthy"}\n' ;;
    *redis-cli*) printf 'PONG\n' ;;
    *' pg_dumpall '*) printf 'CREATE ROLE crm_app;\nALTER ROLE crm_app WITH LOGIN;\n' ;;
    *' pg_dump '*) printf 'PGDMP of the fake database\n' ;;
    *' pg_restore '*) cat >"$FAKE_DOCKER/restored" ;;
    *' psql '*) sql ;;
  esac
}

# Answers line by line, as psql does on a pipe: a session may be held open.
sql() {
  local line
  while read -r line; do
    printf '%s\n' "$line" >>"$FAKE_DOCKER/sql"
    case "$line" in
      *pg_export_snapshot*) printf '00000003-0000001B-1\n' ;;
      *'from pg_database where datname'*) printf '1\n' ;;
      *'rolname from pg_roles'*) printf 'crm_app\n' ;;
      *'from pg_sequences'*) printf 'sequence crm.msg_outbox_seq_seq 7\n' ;;
      *"'table'"*) cat "$FAKE_DOCKER/tables" 2>/dev/null || printf 'table crm.deals 3 123\n' ;;
      *"'connect'"*) printf 'connect crm_app\n' ;;
      *max_connections*) printf '5|200|0\n' ;;
      *msg_outbox*) printf 'crm|0\n' ;;
      '\echo '*) printf '%s\n' "${line#\\echo }" ;;
    esac
  done
}

case "${1:-}" in
  version) printf '28.0.0\n' ;;
  info) printf '/nonexistent\n' ;;
  compose) compose "$@" ;;
  inspect | image) inspect "$@" ;;
  exec) run_inside "$@" ;;
  stop) : ;;
  rm) rm -f "$FAKE_DOCKER/containers/$(last "$@")" ;;
  # stats --no-stream --format FORMAT ID…
  stats) for _ in "${@:5}"; do printf '1.50%% 100MiB / 200MiB\n'; done ;;
esac
