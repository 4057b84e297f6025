# shellcheck shell=bash
# ops update and ops rollback.

help_update() {
  cat <<'TEXT'
Usage: ops update [all | SERVICE…] --to VERSION [--skip-backup] [--dry-run]

Preflight (engine, disk, memory, images, versions that must not be skipped, age of the backup), backup, migrate (additions
only), start new copies beside the old ones, wait until they are ready, switch, verify, drain the old ones. If anything
fails before the drain, it turns back by itself: the old copies have been running all the time.
SERVICE: gateway crm gtd ai voice billing web; backend means all but web, frontend means web.
TEXT
}

help_rollback() {
  cat <<'TEXT'
Usage: ops rollback [--to VERSION] [--dry-run]

Rolls the code back to the version before (or VERSION), two copies side by side like an update. The database stays as
it is: migrations only add, so the version before can work with it. Data is put back with ops restore, a separate act.
TEXT
}

PREVIOUS_FILE="$STATE_DIR/previous-version"

command_update() {
  local version='' skip_backup='' chosen=()
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --to) version="$(value_of "$@")" && shift ;;
      --skip-backup) skip_backup=yes ;;
      -*) common_option "$1" || refuse_usage "update does not know '$1'" ;;
      *) chosen+=("$1") ;;
    esac
    shift
  done
  [[ $version =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || refuse_usage 'update needs --to VERSION'
  services_from "${chosen[@]:-all}"
  need_settings
  journalled "update ${chosen[*]:-all} --to $version"
  take_lock
  preflight_update "$version"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would back up, migrate, and roll ${SERVICES[*]} from $(current_version) to $version"
    return 0
  fi
  if [[ -z $skip_backup ]]; then make_backup full ''; elif ! preflight_backup; then refuse '--skip-backup needs a backup younger than 24 hours'; fi
  step "migrate with $version"
  CRM_GTD_VERSION="$version" VERSIONS_FILE=/dev/null/none compose run --rm -T migrate >&2 || fail 'the migrations failed; nothing was switched'
  roll_and_note "$version"
}

# Sets SERVICES.
services_from() {
  local word
  SERVICES=()
  for word in "$@"; do
    case "$word" in
      all) SERVICES=("${ROLLED_SERVICES[@]}") ;;
      backend) SERVICES+=("${BUS_SERVICES[@]}" gateway) ;;
      frontend) SERVICES+=(web) ;;
      *)
        [[ " ${ROLLED_SERVICES[*]} " == *" $word "* ]] || refuse_usage "no service '$word': ${ROLLED_SERVICES[*]}"
        SERVICES+=("$word")
        ;;
    esac
  done
}

preflight_update() {
  local version="$1"
  step 'preflight'
  preflight_programs
  preflight_room
  preflight_hard_stops "$(current_version)" "$version"
  preflight_images "$version" "${SERVICES[@]}" migrate
  # The next plain start takes everything in the version that .env names, nginx too.
  [[ ${#SERVICES[@]} -lt ${#ROLLED_SERVICES[@]} ]] || preflight_images "$version" nginx
  preflight_backup || true
}

roll_and_note() {
  local version="$1" before
  before="$(current_version)"
  roll "$version" "${SERVICES[@]}" || fail "turned back to $before: $version was not taken into use"
  note_versions "$version" "$before"
  verify_containers '' || fail 'the new version runs, but not everything is as it should be (ops status)'
  say "updated: ${SERVICES[*]} run $version"
}

# What a plain `docker compose up` must start from now on.
note_versions() {
  local version="$1" before="$2" service next
  if [[ ${#SERVICES[@]} -ge ${#ROLLED_SERVICES[@]} ]]; then
    set_setting CRM_GTD_VERSION "$version"
    rm -f "$VERSIONS_FILE"
  else
    next="$(printf 'services:\n'
      for service in "${ROLLED_SERVICES[@]}"; do
        if [[ " ${SERVICES[*]} " == *" $service "* ]]; then
          printf '  %s:\n    image: crm-gtd/%s:%s\n' "$service" "$service" "$version"
        elif [[ $(wanted_version "$service") != "$(current_version)" ]]; then
          printf '  %s:\n    image: crm-gtd/%s:%s\n' "$service" "$service" "$(wanted_version "$service")"
        fi
      done)"
    printf '%s\n' "$next" >"$VERSIONS_FILE"
  fi
  printf '%s\n' "$before" >"$PREVIOUS_FILE"
}

command_rollback() {
  local version=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --to) version="$(value_of "$@")" && shift ;;
      *) common_option "$1" || refuse_usage "rollback does not know '$1'" ;;
    esac
    shift
  done
  need_settings
  if [[ -z $version ]]; then
    [[ -r $PREVIOUS_FILE ]] || refuse 'no version before is known: give one with --to'
    version="$(cat "$PREVIOUS_FILE")"
  fi
  journalled "rollback --to $version"
  take_lock
  services_from all
  step "roll back to $version"
  preflight_programs
  preflight_room
  preflight_images "$version" "${SERVICES[@]}"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would roll ${SERVICES[*]} back to $version; the database stays"
    return 0
  fi
  roll_and_note "$version"
}
