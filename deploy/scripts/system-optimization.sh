#!/usr/bin/env bash
# Looks at kernel settings, limits, swap and Docker's own log settings, and says what it would change; --apply does it.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_optimize() {
  cat <<'TEXT'
Usage: system-optimization.sh [--apply]

Each line is a setting as it is and as it should be, with the reason. Exit code 0 when all are as they should be, 1 when not.
TEXT
}

# name, least value, reason
WANTED_SYSCTL=(
  'net.core.somaxconn 1024 connections that wait for nginx in a burst'
  'net.ipv4.tcp_max_syn_backlog 2048 connections that are being opened in a burst'
  'fs.file-max 200000 open files of all containers together'
  'fs.inotify.max_user_instances 512 containers that watch files'
)
SYSCTL_FILE=/etc/sysctl.d/90-crm-gtd.conf
OPEN=0

command_optimize() {
  DRY_RUN=yes
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --apply) DRY_RUN='' ;;
      --dry-run) DRY_RUN=yes ;;
      *) refuse_usage "system-optimization.sh does not know '$1'" ;;
    esac
    shift
  done
  [[ -n $DRY_RUN || $EUID -eq 0 ]] || refuse '--apply must run as root'
  local line
  for line in "${WANTED_SYSCTL[@]}"; do examine_sysctl "$line"; done
  examine_swappiness
  examine_swap
  examine_daemon_log
  [[ $OPEN -gt 0 ]] || return 0
  if [[ -n $DRY_RUN ]]; then say "$OPEN settings differ. Run with --apply to change them."; else say "$OPEN settings could not be changed by this script."; fi
  exit 1
}

examine_sysctl() {
  local name least reason found
  read -r name least reason <<<"$1"
  found="$(sysctl -n "$name" 2>/dev/null)" || { printf '? %s is unknown here\n' "$name" && return 0; }
  if [[ $found -ge $least ]]; then printf '✓ %s is %s\n' "$name" "$found"; else differ "$name" "$found" "$least" "$reason"; fi
}

examine_swappiness() {
  local found
  found="$(sysctl -n vm.swappiness 2>/dev/null)" || return 0
  if [[ $found -le 20 ]]; then printf '✓ vm.swappiness is %s\n' "$found"; else differ vm.swappiness "$found" 10 'databases must not be swapped out for file caches'; fi
}

differ() {
  printf '! %s is %s, should be %s: %s\n' "$1" "$2" "$3" "$4"
  if [[ -n $DRY_RUN ]] || ! apply_sysctl "$1" "$3"; then OPEN=$((OPEN + 1)); fi
}

apply_sysctl() {
  install -d "$(dirname "$SYSCTL_FILE")"
  touch "$SYSCTL_FILE"
  sed -i "/^$1 *=/d" "$SYSCTL_FILE"
  printf '%s = %s\n' "$1" "$2" >>"$SYSCTL_FILE"
  if ! sysctl -q -w "$1=$2"; then
    warn "$1 cannot be changed here; it is in $SYSCTL_FILE for the next start"
    return 1
  fi
}

examine_swap() {
  if [[ $(awk '/^SwapTotal:/ { print $2 }' /proc/meminfo) -gt 0 ]]; then
    printf '✓ there is swap\n'
  else
    printf '! there is no swap: a peak ends in a killed process (quick-start.sh --apply adds 2 GB)\n'
    OPEN=$((OPEN + 1))
  fi
}

# Compose limits the logs of our own containers; this is for all others. A file somebody wrote is not changed.
examine_daemon_log() {
  if grep -qs '"max-size"' /etc/docker/daemon.json; then
    printf '✓ Docker rotates logs by default\n'
  elif [[ -e /etc/docker/daemon.json ]]; then
    printf '! /etc/docker/daemon.json has no log limit: add "log-opts": { "max-size": "10m", "max-file": "3" } by hand\n'
    OPEN=$((OPEN + 1))
  else
    printf '! Docker keeps logs of other containers without limit\n'
    if [[ -n $DRY_RUN ]]; then
      OPEN=$((OPEN + 1))
    else
      install -d /etc/docker
      printf '{ "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" } }\n' >/etc/docker/daemon.json
      say 'Docker reads it when it is restarted: systemctl restart docker'
    fi
  fi
}

run_command optimize "$@"
