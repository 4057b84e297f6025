# shellcheck shell=bash
# ops operator and ops user: who runs this installation, and a person who can no longer sign in. Done by a program in the tools image on the gateway's tables; each act is in the ops log.

help_operator() {
  cat <<'TEXT'
Usage: ops operator list | add USER_ID | remove USER_ID

Operators see the system page, the dead letters and the console of this installation. No role of an organization brings that, and no
e-mail address, which anybody may register: the id of a user stands in his profile.
TEXT
}

operator_program() {
  need_settings
  OPERATOR="${SUDO_USER:-$(id -un)}" PUBLIC_URL="$(public_url)" compose run --rm --no-deps -T -e OPERATOR -e PUBLIC_URL --entrypoint node migrate \
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

help_user() {
  cat <<'TEXT'
Usage: ops user reset EMAIL

For a person who forgot the password, or whose address somebody else has registered. Names the organizations of the account first, then
counts the address as proved, ends every session, voids the password and prints a link that works once, within an hour.
TEXT
}

command_user() {
  local words=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      -*) common_option "$1" || refuse_usage "user does not know '$1'" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  [[ ${words[0]:-} == reset ]] || refuse_usage "user does not know '${words[0]:-}': reset"
  [[ ${words[1]:-} == *@* ]] || refuse_usage 'give the e-mail address of an account'
  # The journal is read by more people than the command's output: it says what was done, not to whom.
  journalled 'user reset'
  change operator_program user reset "${words[1]}"
}
