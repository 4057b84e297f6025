#!/usr/bin/env bash
# Switches an installation to the overlays of development.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_switch() {
  cat <<'TEXT'
Usage: switch-to-development.sh [--yes] [--dry-run]

Changes COMPOSE_FILE in .env to the overlays of development, shows processor and memory use measured before and after,
and asks first.
TEXT
}

command_switch() {
  while [[ $# -gt 0 ]]; do
    common_option "$1" || refuse_usage "switch-to-development.sh does not know '$1'"
    shift
  done
  switch_mode development
}

run_command switch "$@"
