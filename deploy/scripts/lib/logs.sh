# shellcheck shell=bash
# ops logs: works without Loki.

help_logs() {
  cat <<'TEXT'
Usage: ops logs [SERVICE…] [--trace ID] [--since 1h] [--lines N] [--follow]

Lines of the services (all when none is named). --trace keeps the lines of one trace id, over all services, in order of time.
TEXT
}

command_logs() {
  local trace='' since=1h lines=200 follow=() services=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --trace) trace="$(value_of "$@")" && shift ;;
      --since) since="$(value_of "$@")" && shift ;;
      --lines) lines="$(value_of "$@")" && shift ;;
      --follow | -f) follow=(--follow) ;;
      -*) refuse_usage "logs does not know '$1'" ;;
      *) services+=("$1") ;;
    esac
    shift
  done
  need_settings
  if [[ -z $trace ]]; then
    compose logs --no-color --since "$since" --tail "$lines" "${follow[@]}" "${services[@]}"
    return
  fi
  [[ $trace =~ ^[0-9a-fA-F-]{8,64}$ ]] || refuse_usage 'a trace id is made of hexadecimal digits'
  # Docker's own time leads each line: with it, lines of different services can be put in order.
  compose logs --no-color --no-log-prefix --timestamps --since "$since" "${services[@]}" | grep -F -- "$trace" | LC_ALL=C sort || refuse "no line of trace $trace since $since"
}
