#!/usr/bin/env bash
# update.sh [all|backend|frontend|SERVICE…] --to VERSION: the original name of ops update.
set -euo pipefail
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/ops" update "$@"
