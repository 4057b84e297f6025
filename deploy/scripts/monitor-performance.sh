#!/usr/bin/env bash
# How the installation does right now, in six groups. For people, and by its exit code for cron.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_monitor() {
  cat <<'TEXT'
Usage: monitor-performance.sh [--watch SECONDS]

1. containers  2. processor, memory, input and output of each  3. the host  4. health  5. connections  6. addresses
Exit code 0 when everything is healthy, 1 when not. Dashboards and alerts do this better: observability overlay.
TEXT
}

command_monitor() {
  local every=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --watch) every="$(value_of "$@")" && shift ;;
      *) refuse_usage "monitor-performance.sh does not know '$1'" ;;
    esac
    shift
  done
  [[ -z $every || $every =~ ^[0-9]+$ ]] || refuse_usage '--watch needs a number of seconds'
  need_settings
  if [[ -z $every ]]; then
    report
    return
  fi
  while true; do
    report || true
    sleep "$every"
  done
}

report() {
  local bad=0
  printf '== 1. containers (%s)\n' "$(date -u +%H:%M:%SZ)"
  command_status
  printf '\n== 2. processor, memory, input and output\n'
  container_use
  printf '\n== 3. host\n'
  host_use
  printf '\n== 4. health\n'
  verify_containers '' 2>&1 || bad=1
  printf '\n== 5. connections\n'
  connections
  printf '\n== 6. addresses\n'
  verify_edge 2>&1 || bad=1
  printf '%s/crm/\n' "$(public_url)"
  return "$bad"
}

container_use() {
  local ids=()
  mapfile -t ids < <(compose ps --quiet)
  [[ ${#ids[@]} -gt 0 ]] || return 0
  docker stats --no-stream --format 'table {{.Name}}\t{{.CPUPerc}}\t{{.MemUsage}}\t{{.NetIO}}\t{{.BlockIO}}\t{{.PIDs}}' "${ids[@]}"
}

host_use() {
  printf 'load      %s on %s processors\n' "$(cut -d' ' -f1-3 /proc/loadavg)" "$(nproc)"
  printf 'memory    %s MB available of %s MB\n' "$(free_memory_mb)" "$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)"
  printf 'disk      %s MB free for Docker\n' "$(free_disk_mb "$(docker_folder)")"
}

connections() {
  admin_sql "$LIVE_DATABASE" <<<"select 'postgres', coalesce(usename, 'server'), coalesce(state, '-'), count(*) from pg_stat_activity group by 2, 3 order by 4 desc" | tr '|' ' ' || true
  local nginx
  nginx="$(container_of nginx)" || return 0
  docker exec "$nginx" curl --silent --max-time 5 http://127.0.0.1:8080/stub_status | sed 's/^/nginx /' || true
}

run_command monitor "$@"
