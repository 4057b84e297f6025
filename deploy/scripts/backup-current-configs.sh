#!/usr/bin/env bash
# The original name of ops config-backup.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/ops" config-backup "$@"
