# shellcheck shell=bash
# ops verify: what a user would notice first.

help_verify() {
  cat <<'TEXT'
Usage: ops verify [--version TAG]

Asks through nginx for the edge's health, the sign-in page and a protected route, and looks whether every service runs,
healthy, in the version that is meant to run. Exit code 1 when something is wrong.
TEXT
}

command_verify() {
  local version=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --version) version="$(value_of "$@")" && shift ;;
      *) refuse_usage "verify does not know '$1'" ;;
    esac
    shift
  done
  need_settings
  verify_everything "$version"
}

verify_everything() {
  if ! verify_edge || ! verify_containers "${1:-}"; then fail 'verification failed'; fi
  say 'verified: the product answers'
}

expect_answer() {
  local what="$1" path="$2" status="$3" pattern="$4" answer
  answer="$(edge_request "$path" 2>&1)" || answer="0"
  if [[ $(head -n 1 <<<"$answer") != "$status" ]]; then
    say "✗ $what: $path answered $(head -n 1 <<<"$answer"), wanted $status"
    return 1
  fi
  if [[ -n $pattern ]] && ! grep -qE "$pattern" <<<"$answer"; then
    say "✗ $what: $path answered something else than it should"
    return 1
  fi
  say "✓ $what"
}

verify_edge() {
  local bad=0
  expect_answer 'edge' /health 200 healthy || bad=1
  expect_answer 'sign-in page' /crm/sign-in 200 '<html' || bad=1
  expect_answer 'API refuses strangers' /crm/api/v1/deals 401 '"code"' || bad=1
  return "$bad"
}

# Services at a version other than the one in .env were rolled on their own (versions.yaml says so).
verify_containers() {
  local version="$1" service bad=0
  for service in "${ROLLED_SERVICES[@]}"; do verify_service "$service" "$version" || bad=1; done
  for service in nginx $(own_data_servers); do verify_service "$service" any || bad=1; done
  return "$bad"
}

verify_service() {
  local service="$1" wanted="$2" container replicas=0 found
  [[ -n $wanted ]] || wanted="$(wanted_version "$service")"
  while read -r container; do
    [[ -n $container ]] || continue
    replicas=$((replicas + 1))
    found="$(health_of "$container")"
    if [[ $found != healthy && $found != running ]]; then
      say "✗ $service is $found"
      return 1
    fi
    found="$(version_of "$container")"
    if [[ $wanted != any && $found != "$wanted" ]]; then
      say "✗ $service runs $found, wanted $wanted"
      return 1
    fi
  done < <(containers_of "$service")
  if [[ $replicas -eq 0 ]]; then
    say "✗ $service does not run"
    return 1
  fi
  say "✓ $service ($replicas, $(version_of "$(container_of "$service")"))"
}

wanted_version() {
  local own=''
  [[ ! -e $VERSIONS_FILE ]] || own="$(sed -nE "s|^ *image: crm-gtd/$1:(.*)$|\1|p" "$VERSIONS_FILE")"
  printf '%s' "${own:-$(current_version)}"
}

help_status() {
  cat <<'TEXT'
Usage: ops status

One line per container: service, version, health, since when it runs, restarts.
TEXT
}

command_status() {
  [[ $# -eq 0 ]] || refuse_usage 'status takes no argument'
  need_settings
  local container
  printf '%-14s %-16s %-10s %-20s %s\n' service version health started restarts
  while read -r container; do
    [[ -n $container ]] || continue
    printf '%-14s %-16s %-10s %-20s %s\n' \
      "$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}}' "$container")" "$(version_of "$container")" \
      "$(health_of "$container")" "$(docker inspect --format '{{slice .State.StartedAt 0 19}}' "$container")" \
      "$(docker inspect --format '{{.RestartCount}}' "$container")"
  done < <(compose ps --all --quiet) | LC_ALL=C sort
}
