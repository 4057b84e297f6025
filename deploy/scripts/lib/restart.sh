# shellcheck shell=bash
# ops restart: of our services a new copy starts before the old one leaves; a data server is restarted in place.

help_restart() {
  cat <<'TEXT'
Usage: ops restart SERVICE [--yes] [--dry-run]

gateway crm gtd ai voice billing web: a second copy takes over, then the old one drains; nobody notices.
nginx: configuration test, then reload. postgres redis nats: in place, after a confirmation; the product pauses.
TEXT
}

command_restart() {
  local service=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      -*) common_option "$1" || refuse_usage "restart does not know '$1'" ;;
      *) service="$1" ;;
    esac
    shift
  done
  [[ -n $service ]] || refuse_usage 'restart needs a SERVICE'
  need_settings
  journalled "restart $service"
  take_lock
  case "$service" in
    nginx) restart_nginx ;;
    postgres | redis | nats) restart_in_place "$service" ;;
    *) restart_by_roll "$service" ;;
  esac
}

restart_nginx() {
  local container
  container="$(need_container nginx)"
  docker exec "$container" nginx -t >&2 || fail 'the configuration is faulty: nginx goes on with the old one'
  change docker exec "$container" nginx -s reload
}

restart_in_place() {
  local service="$1"
  case "$service" in
    postgres) warn 'every request fails until PostgreSQL is back' ;;
    nats) warn 'requests wait or fail until NATS is back; events wait in the outboxes' ;;
    redis) warn 'limits and caches are off until Redis is back; nothing is lost' ;;
  esac
  confirm "Restart $service in place?" "$service"
  change compose restart --timeout 60 "$service"
  change compose up --detach --wait --no-deps --no-recreate "$service"
}

restart_by_roll() {
  services_from "$1"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would start second copies of ${SERVICES[*]} and drain the first"
    return 0
  fi
  local service
  for service in "${SERVICES[@]}"; do
    roll "$(wanted_version "$service")" "$service" || fail "$service goes on with the copy it had"
  done
}
