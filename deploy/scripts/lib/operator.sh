# shellcheck shell=bash
# ops operator: who runs this installation. Done by a program in the tools image on the gateway's tables; each act is in the ops log.

help_operator() {
  cat <<'TEXT'
Usage: ops operator list | add USER_ID | remove USER_ID

Operators see the system page, the dead letters and the console of this installation. No role of an organization brings that, and no
e-mail address, which anybody may register: the id of a user stands in his profile.
TEXT
}

operator_program() {
  need_settings
  OPERATOR="${SUDO_USER:-$(id -un)}" compose run --rm --no-deps -T -e OPERATOR --entrypoint node migrate \
    --disable-warning=ExperimentalWarning tools/operate/operator.ts "$@"
}

command_operator() {
  local words=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      -*) common_option "$1" || refuse_usage "operator does not know '$1'" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  case "${words[0]:-list}" in
    list) operator_program list ;;
    add | remove)
      [[ ${words[1]:-} =~ ^[0-9a-fA-F-]{36}$ ]] || refuse_usage 'give the id of a user, which stands in his profile'
      journalled "operator ${words[*]}"
      change operator_program "${words[@]}"
      ;;
    *) refuse_usage "operator does not know '${words[0]}': list, add or remove" ;;
  esac
}
