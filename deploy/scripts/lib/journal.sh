# shellcheck shell=bash
# Every command that acts is written down, and no two of them act at once.

journal() {
  local outcome="$1" seconds="$2"
  shift 2
  need_state_dir
  printf '{"time":"%s","user":%s,"command":%s,"outcome":%s,"seconds":%d}\n' \
    "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(json_string "${SUDO_USER:-$(id -un)}")" "$(json_string "$*")" "$(json_string "$outcome")" \
    "$seconds" >>"$STATE_DIR/ops.log"
}

# One run at a time for whatever changes the installation. The lock goes with the process, however it ends.
take_lock() {
  [[ -z ${LOCKED:-} && -z $DRY_RUN ]] || return 0
  need_state_dir
  exec {LOCK_FD}>>"$STATE_DIR/ops.lock"
  if ! flock -n "$LOCK_FD"; then
    say "another run is changing this installation (lock $STATE_DIR/ops.lock)"
    exit 75
  fi
  LOCKED=yes
}

# Undo steps of the running command, newest first, when it ends early.
ON_FAILURE=()

finish_command() {
  local code="$1" index outcome='done'
  if [[ $code -ne 0 ]]; then
    outcome="exit $code"
    for ((index = ${#ON_FAILURE[@]} - 1; index >= 0; index--)); do eval "${ON_FAILURE[index]}" || warn "cleaning up failed: ${ON_FAILURE[index]}"; done
  fi
  [[ -z ${JOURNALLED:-} || -n $DRY_RUN ]] || journal "$outcome" "$((SECONDS))" "$JOURNALLED"
}

# Sets the name under which this run appears in the log.
journalled() { JOURNALLED="$*"; }

run_command() {
  local command="$1" argument
  shift
  for argument in "$@"; do
    if [[ $argument == --help || $argument == -h ]]; then
      "help_${command//-/_}"
      return 0
    fi
    [[ $argument != -- ]] || break
  done
  trap 'finish_command $?' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  "command_${command//-/_}" "$@"
}
