# shellcheck shell=bash
# A share of the API's requests for another version, in the same database. Only the gateway: a page and the assets it names
# must come from one build, so the web app is switched as a whole.

CANARY_STEPS=10

# Running copies of the gateway in the version that is in use, or in any other.
gateway_copies() {
  local which="$1" container version
  while read -r container; do
    [[ -n $container ]] || continue
    version="$(version_of "$container")"
    if [[ $which == current && $version == "$(wanted_version gateway)" ]] || [[ $which == other && $version != "$(wanted_version gateway)" ]]; then
      printf '%s\n' "$container"
    fi
  done < <(containers_of gateway)
}

# canary PERCENT VERSION
canary() {
  local percent="$1" version="$2" fresh
  if [[ $percent -eq 0 ]]; then
    end_canary
    return
  fi
  if [[ -z $(gateway_copies other) ]]; then
    [[ -n $version ]] || refuse_usage 'the first canary needs --to VERSION'
    OLD_CONTAINERS=() NEW_CONTAINERS=()
    ON_FAILURE+=('turn_back')
    if ! start_beside gateway "$version" || ! wait_until_ready gateway || ! probe_new gateway; then fail 'the canary is not fit; it was taken away again'; fi
    ON_FAILURE=()
  fi
  fresh="$(gateway_copies other)"
  pin_shares "$percent" "$(gateway_copies current)" "$fresh"
  say "about $percent % of the API's requests go to $(version_of "$(head -n 1 <<<"$fresh")")"
}

# nginx shares equally among the addresses it is given: naming one several times gives it more.
pin_shares() {
  local percent="$1" old="$2" fresh="$3" index share targets=() nginx
  nginx="$(need_container nginx)"
  share=$(((percent * CANARY_STEPS + 99) / 100))
  for ((index = 0; index < CANARY_STEPS; index++)); do
    if [[ $index -lt $share ]]; then
      targets+=("$(address_of "$(head -n 1 <<<"$fresh")" "$nginx"):3001")
    else
      targets+=("$(address_of "$(head -n 1 <<<"$old")" "$nginx"):3001")
    fi
  done
  change docker exec "$nginx" upstreams pin gateway "${targets[@]}" >&2
}

end_canary() {
  local fresh
  fresh="$(gateway_copies other)"
  if [[ -z $fresh ]]; then
    say 'there is no canary'
    return 0
  fi
  if [[ -n $DRY_RUN ]]; then
    say '[dry run] would send everything to the version in use and remove the canary'
    return 0
  fi
  pin gateway "$(gateway_copies current)" || fail 'nginx could not be sent back'
  drain "$fresh"
  unpin gateway
  say 'the canary is gone'
}
