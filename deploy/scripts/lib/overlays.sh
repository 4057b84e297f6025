# shellcheck shell=bash
# Which overlays an installation runs with, and two versions side by side.

has_overlay() { [[ ":$(compose_files):" == *":$1:"* ]]; }

# The data servers that run in containers of ours.
own_data_servers() { if has_overlay compose.external.yaml; then printf 'nats\n'; else printf 'postgres\nredis\nnats\n'; fi; }

# The overlays of production and development; those an operator added himself (tls, external, observability) stay.
overlays_for() {
  local mode="$1" file result=compose.yaml
  local IFS=:
  for file in $(compose_files); do
    case "$file" in
      compose.yaml | compose.dev.yaml) ;;
      *) result+=":$file" ;;
    esac
  done
  [[ $mode != development ]] || result+=:compose.dev.yaml
  printf '%s' "$result"
}

# CPU and memory of what runs, as Docker measures it.
measured_use() {
  local ids=()
  mapfile -t ids < <(compose ps --quiet)
  if [[ ${#ids[@]} -eq 0 ]]; then
    printf 'nothing runs\n'
    return 0
  fi
  docker stats --no-stream --format '{{.CPUPerc}} {{.MemUsage}}' "${ids[@]}" | awk '
    { sub(/%/, "", $1); cpu += $1
      value = $2; unit = value; gsub(/[0-9.]/, "", unit); gsub(/[^0-9.]/, "", value)
      memory += value * (unit == "GiB" ? 1024 : unit == "KiB" ? 1 / 1024 : unit == "B" ? 0 : 1) }
    END { printf "%d containers, %.0f %% of one processor, %.0f MiB\n", NR, cpu, memory }'
}

# Compose leaves a network as it was made. That of the databases is closed in production and open in development, whose ports
# could not be reached otherwise: where it is the other way round, it goes with the containers on it. Volumes stay.
renew_data_network() {
  local internal=true found
  [[ $1 == production ]] || internal=false
  found="$(docker network inspect --format '{{.Internal}}' "${PROJECT}_data" 2>/dev/null)" || return 0
  [[ -n $found && $found != "$internal" ]] || return 0
  step 'the network of the databases is made anew: everything stops for that moment'
  compose down --remove-orphans --timeout 40 >&2
}

# Switches the overlay set, with what it costs measured before and after.
switch_mode() {
  local mode="$1" wanted
  need_settings
  wanted="$(overlays_for "$mode")"
  journalled "switch-to-$mode"
  take_lock
  say "overlays now:  $(compose_files)"
  say "overlays then: $wanted"
  say "in use now:    $(measured_use)"
  if [[ $mode == production ]]; then
    command_doctor --before-start --no-schemas >&2 || refuse 'the configuration is not fit for production'
  else
    warn 'development publishes databases on loopback and watches files: not for a machine that serves people'
  fi
  confirm "Switch $(public_host) to $mode?" "$mode"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would set COMPOSE_FILE=$wanted and bring the stack up"
    return 0
  fi
  renew_data_network "$mode"
  set_setting COMPOSE_FILE "$wanted"
  compose up --detach --wait --remove-orphans >&2
  verify_everything
  say "in use now:    $(measured_use)"
}
