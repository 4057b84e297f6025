# shellcheck shell=bash
# Sources the library. Every file of it defines functions and settings only; nothing acts until a command is called.

OPS_LIB="$OPS_SCRIPTS/lib"
# shellcheck source=lib/output.sh
source "$OPS_LIB/output.sh"
# shellcheck source=lib/settings.sh
source "$OPS_LIB/settings.sh"
# shellcheck source=lib/journal.sh
source "$OPS_LIB/journal.sh"
# shellcheck source=lib/stack.sh
source "$OPS_LIB/stack.sh"
# shellcheck source=lib/database.sh
source "$OPS_LIB/database.sh"
# shellcheck source=lib/textfile.sh
source "$OPS_LIB/textfile.sh"
# shellcheck source=lib/init.sh
source "$OPS_LIB/init.sh"
# shellcheck source=lib/check-env.sh
source "$OPS_LIB/check-env.sh"
# shellcheck source=lib/doctor.sh
source "$OPS_LIB/doctor.sh"
# shellcheck source=lib/verify.sh
source "$OPS_LIB/verify.sh"
# shellcheck source=lib/snapshot.sh
source "$OPS_LIB/snapshot.sh"
# shellcheck source=lib/retention.sh
source "$OPS_LIB/retention.sh"
# shellcheck source=lib/backup.sh
source "$OPS_LIB/backup.sh"
# shellcheck source=lib/restore.sh
source "$OPS_LIB/restore.sh"
# shellcheck source=lib/drill.sh
source "$OPS_LIB/drill.sh"
# shellcheck source=lib/config-archive.sh
source "$OPS_LIB/config-archive.sh"
# shellcheck source=lib/preflight.sh
source "$OPS_LIB/preflight.sh"
# shellcheck source=lib/roll.sh
source "$OPS_LIB/roll.sh"
# shellcheck source=lib/canary.sh
source "$OPS_LIB/canary.sh"
# shellcheck source=lib/update.sh
source "$OPS_LIB/update.sh"
# shellcheck source=lib/restart.sh
source "$OPS_LIB/restart.sh"
# shellcheck source=lib/logs.sh
source "$OPS_LIB/logs.sh"
# shellcheck source=lib/letters.sh
source "$OPS_LIB/letters.sh"
# shellcheck source=lib/operator.sh
source "$OPS_LIB/operator.sh"
# shellcheck source=lib/overlays.sh
source "$OPS_LIB/overlays.sh"
