#!/usr/bin/env bash
# Switches an installation to the overlays of production.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_switch() {
  cat <<'TEXT'
Usage: switch-to-production.sh [--yes] [--dry-run]

Changes COMPOSE_FILE in .env to the overlays of production, shows processor and memory use measured before and after,
and asks first.
TEXT
}

command_switch() {
  while [[ $# -gt 0 ]]; do
    common_option "$1" || refuse_usage "switch-to-production.sh does not know '$1'"
    shift
  done
  switch_mode production
}

run_command switch "$@"
