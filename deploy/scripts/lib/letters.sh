# shellcheck shell=bash
# ops dlq and ops replay: events that a consumer gave up on. Done by a program in the tools image; each act is in the ops log.

help_dlq() {
  cat <<'TEXT'
Usage: ops dlq list [--service NAME] [--durable NAME] | show ID | discard ID [--yes]

Dead letters over all organizations: what a consumer could not handle, with the reason. Fix the cause, then ops replay.
Discarding loses the event for that consumer for good; it stays in the audit log.
TEXT
}

help_replay() {
  cat <<'TEXT'
Usage: ops replay ID | --all [--service NAME] [--durable NAME] [--dry-run]

Runs the one consumer of a dead letter again; the letter goes when it succeeds and stays when it fails.
TEXT
}

bus_program() {
  need_settings
  NATS_URL="nats://ops:$(setting NATS_OPS_PASSWORD)@nats:4222" OPERATOR="${SUDO_USER:-$(id -un)}" \
    compose run --rm --no-deps -T -e NATS_URL -e OPERATOR --entrypoint node migrate --disable-warning=ExperimentalWarning "tools/operate/$1" "${@:2}"
}

command_dlq() {
  local act="${1:-list}" rest=() id=''
  shift || true
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --service | --durable) rest+=("$1" "$(value_of "$@")") && shift ;;
      -*) common_option "$1" || refuse_usage "dlq does not know '$1'" ;;
      *) id="$1" ;;
    esac
    shift
  done
  case "$act" in
    list) bus_program dead-letters.ts list "${rest[@]}" ;;
    show) need_letter "$id" && bus_program dead-letters.ts show "$id" ;;
    discard)
      need_letter "$id"
      confirm "Discard dead letter $id? Its consumer will never see the event." discard
      journalled "dlq discard $id"
      change bus_program dead-letters.ts discard "$id"
      ;;
    *) refuse_usage "dlq does not know '$act': list, show or discard" ;;
  esac
}

need_letter() { [[ $1 =~ ^[0-9]+$ ]] || refuse_usage 'give the number of a dead letter (ops dlq list)'; }

command_replay() {
  local id='' all='' rest=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --all) all=yes ;;
      --service | --durable) rest+=("$1" "$(value_of "$@")") && shift ;;
      -*) common_option "$1" || refuse_usage "replay does not know '$1'" ;;
      *) id="$1" ;;
    esac
    shift
  done
  if [[ -n $all ]]; then
    journalled "replay --all ${rest[*]}"
    change bus_program dead-letters.ts replay-all "${rest[@]}"
  else
    need_letter "$id"
    journalled "replay $id"
    change bus_program dead-letters.ts replay "$id"
  fi
}
