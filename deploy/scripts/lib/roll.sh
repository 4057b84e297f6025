# shellcheck shell=bash
# Two copies side by side: the new containers start beside the old ones and become ready; nginx sends to the new ones only
# (gateway, web) or the broker balances over both (bus services); what users see is verified; then the old ones drain and go.
# Until that last step the old containers run untouched, so turning back is: send to the old ones, remove the new ones.

READY_TIMEOUT="${OPS_READY_TIMEOUT:-150}"
DRAIN_TIMEOUT=40
# How long the new copies are watched before the old ones go, and what is too much meanwhile: so many answers of 5xx, and such a
# share of all answers. Fewer may be an accident.
WATCH_SECONDS="${OPS_WATCH_SECONDS:-15}"
WATCH_ERRORS=5
WATCH_PERCENT=5

declare -A OLD_CONTAINERS=() NEW_CONTAINERS=()

# roll VERSION SERVICE…: zero on success. On failure everything is as before.
roll() {
  local version="$1" service switched
  shift
  OLD_CONTAINERS=()
  NEW_CONTAINERS=()
  # A person who interrupts, and a script that ends, must not leave two versions running.
  ON_FAILURE+=('turn_back')
  for service in "$@"; do
    if ! start_beside "$service" "$version" || ! wait_until_ready "$service" || ! probe_new "$service"; then
      turn_back
      return 1
    fi
  done
  switched="$(now_seconds)"
  if ! switch_to_new "$@" || ! verify_edge || ! watch_new "$switched" "$@"; then
    turn_back
    return 1
  fi
  ON_FAILURE=()
  drain_old "$@"
}

# Sets the containers before and after; the service's old copies keep running.
start_beside() {
  local service="$1" version="$2" old new count
  old="$(containers_of "$service")"
  count="$(grep -c . <<<"$old")" || refuse "$service does not run: deploy.sh starts it"
  OLD_CONTAINERS[$service]="$old"
  # Docker's DNS names a copy from its first moment on: nginx must not follow it to one that is not ready.
  if is_edge_service "$service"; then pin "$service" "$old" || return 1; fi
  step "$service: start $version beside $(version_of "$(head -n 1 <<<"$old")")"
  CRM_GTD_VERSION="$version" VERSIONS_FILE=/dev/null/none compose up --detach --no-deps --no-recreate --no-build --pull missing \
    --scale "$service=$((count * 2))" "$service" >&2 || {
    remember_new "$service"
    return 1
  }
  remember_new "$service"
  [[ -n ${NEW_CONTAINERS[$service]} ]]
}

remember_new() {
  local service="$1"
  NEW_CONTAINERS[$service]="$(compose ps --all --quiet "$service" | grep -vxF "${OLD_CONTAINERS[$service]}" || true)"
}

# Ready in time, or not at all: a container that ends, restarts or reports itself unhealthy is not waited for.
wait_until_ready() {
  local service="$1" deadline=$((SECONDS + READY_TIMEOUT)) container state
  for container in ${NEW_CONTAINERS[$service]}; do
    while true; do
      state="$(health_of "$container")"
      [[ $state != healthy ]] || break
      if [[ $state != starting || $(docker inspect --format '{{.RestartCount}}' "$container") -gt 0 ]]; then
        say "✗ $service: the new copy is $state"
        docker logs --tail 5 "$container" >&2 || true
        return 1
      fi
      if [[ $SECONDS -ge $deadline ]]; then
        say "✗ $service: the new copy was not ready within $READY_TIMEOUT s"
        return 1
      fi
      sleep 1
    done
  done
  say "✓ $service: ready"
}

# Readiness is what a service says of itself. Before users are sent to a copy of the gateway or the web app, it has to answer
# nginx's own requests as it should, several times over.
probe_new() {
  local service="$1" container nginx address path=/api/v1/deals wanted=401 status
  is_edge_service "$service" || return 0
  if [[ $service == web ]]; then path=/crm/sign-in wanted=200; fi
  nginx="$(need_container nginx)"
  for container in ${NEW_CONTAINERS[$service]}; do
    address="$(address_of "$container" "$nginx")" || return 1
    for _ in 1 2 3 4 5; do
      status="$(docker exec "$nginx" curl --silent --max-time 10 --output /dev/null --write-out '%{http_code}' "http://$address:$(service_port "$service")$path")" || true
      if [[ $status != "$wanted" ]]; then
        say "✗ $service: the new copy answered $path with $status, wanted $wanted"
        return 1
      fi
    done
  done
}

switch_to_new() {
  local service
  for service in "$@"; do
    if is_edge_service "$service"; then pin "$service" "${NEW_CONTAINERS[$service]}" || return 1; fi
  done
}

# Verification asks as a stranger; most of the product is behind a sign-in. So what people really get is looked at for a while,
# and whether the new copies live.
watch_new() {
  local switched="$1" deadline service container before
  shift
  before="$(edge_figures --since "$((switched - 60))" --until "$switched")"
  if too_many_errors "$before"; then
    warn "requests failed before the switch already (${before#* } of ${before% *}): failing requests do not decide"
    before=''
  fi
  step "watch for $WATCH_SECONDS s"
  deadline=$((SECONDS + WATCH_SECONDS))
  while true; do
    sleep 1
    for service in "$@"; do
      for container in ${NEW_CONTAINERS[$service]}; do still_fit "$service" "$container" || return 1; done
    done
    [[ -z $before ]] || few_errors "$switched" || return 1
    [[ $SECONDS -lt $deadline ]] || return 0
  done
}

still_fit() {
  local state
  state="$(health_of "$2")"
  if [[ $state == healthy && $(docker inspect --format '{{.RestartCount}}' "$2") -eq 0 ]]; then return 0; fi
  say "✗ $1: the new copy is $state after the switch"
  docker logs --tail 5 "$2" >&2 || true
  return 1
}

few_errors() {
  local figures
  figures="$(edge_figures --since "$1")"
  if ! too_many_errors "$figures"; then return 0; fi
  say "✗ ${figures#* } of ${figures% *} requests since the switch failed"
  return 1
}

# How many requests nginx has answered, and how many of them with 5xx.
edge_figures() {
  docker logs "$@" "$(need_container nginx)" 2>/dev/null |
    awk '/"message":"edge.request"/ { all++; if (/"http.status":5/) bad++ } END { print all + 0, bad + 0 }'
}

too_many_errors() { [[ ${1#* } -ge $WATCH_ERRORS && $((${1#* } * 100)) -ge $((${1% *} * WATCH_PERCENT)) ]]; }

is_edge_service() { [[ " ${EDGE_SERVICES[*]} " == *" $1 "* ]]; }

service_port() { if [[ $1 == web ]]; then printf 3000; else printf 3001; fi; }

# Makes nginx send to these containers and no others.
pin() {
  local service="$1" containers="$2" nginx container address targets=()
  nginx="$(need_container nginx)"
  for container in $containers; do
    address="$(address_of "$container" "$nginx")" || { say "✗ $service: no network in common with nginx"; return 1; }
    targets+=("$address:$(service_port "$service")")
  done
  docker exec "$nginx" upstreams pin "$service" "${targets[@]}" >&2
}

unpin() {
  local nginx
  nginx="$(need_container nginx)"
  docker exec "$nginx" upstreams unpin "$1" >&2
}

# SIGTERM: a service takes no more work, ends what it has in hand, and leaves.
drain() {
  local container
  for container in $1; do
    docker stop --time "$DRAIN_TIMEOUT" "$container" >/dev/null
    docker rm "$container" >/dev/null
  done
}

# The gateway goes first: the others still answer what it has in hand.
drain_old() {
  local service
  for service in gateway web "${BUS_SERVICES[@]}"; do
    [[ -n ${OLD_CONTAINERS[$service]:-} ]] || continue
    step "$service: drain the old copy"
    drain "${OLD_CONTAINERS[$service]}"
    if is_edge_service "$service"; then unpin "$service"; fi
  done
}

turn_back() {
  local service
  ON_FAILURE=()
  step 'turning back: the old version never stopped'
  for service in gateway web "${BUS_SERVICES[@]}"; do
    [[ -n ${NEW_CONTAINERS[$service]:-} ]] || continue
    if is_edge_service "$service"; then pin "$service" "${OLD_CONTAINERS[$service]}" || warn "nginx could not be sent back to the old $service"; fi
  done
  for service in gateway web "${BUS_SERVICES[@]}"; do
    [[ -n ${NEW_CONTAINERS[$service]:-} ]] || continue
    drain "${NEW_CONTAINERS[$service]}" || warn "a new copy of $service could not be removed"
    if is_edge_service "$service"; then unpin "$service" || warn "nginx still sends to fixed addresses of $service"; fi
  done
}
