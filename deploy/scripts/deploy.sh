#!/usr/bin/env bash
# Deploys a release: the first start of an installation, or an update of a running one.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_deploy() {
  cat <<'TEXT'
Usage: deploy.sh production [--to VERSION] [--build] [--seed] [--dry-run]

Preflight, configuration, images (pulled, or built with --build). Where nothing runs: start, migrate, wait until healthy.
Where the product runs: ops update. Then the smoke test. --seed adds the demo organization, on purpose only.
TEXT
}

command_deploy() {
  local version='' build='' seed=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      production) ;;
      --to) version="$(value_of "$@")" && shift ;;
      --build) build=yes ;;
      --seed) seed=yes ;;
      *) common_option "$1" || refuse_usage "deploy.sh does not know '$1'; development is started with npm start" ;;
    esac
    shift
  done
  need_settings
  version="${version:-$(current_version)}"
  journalled "deploy production --to $version"
  command_doctor --before-start --no-schemas >&2 || refuse 'the configuration is not fit for production'
  preflight_programs
  preflight_room
  [[ -z $build ]] || CRM_GTD_VERSION="$version" change compose build >&2
  if [[ -n $(containers_of gateway) ]]; then
    command_update all --to "$version"
  else
    first_start "$version"
  fi
  [[ -z $seed ]] || seed_demo
}

first_start() {
  local version="$1"
  take_lock
  [[ -n $DRY_RUN ]] || preflight_images "$version" "${ROLLED_SERVICES[@]}" migrate nginx
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would start $version and verify it"
    return 0
  fi
  set_setting CRM_GTD_VERSION "$version"
  step "start $version"
  compose up --detach --wait >&2 || fail 'not everything became healthy: ops doctor'
  verify_everything
}

seed_demo() {
  step 'demo organization'
  DEMO_PASSWORD="$(openssl rand -base64 18)" change compose run --rm --no-deps -T -e DEMO_PASSWORD --entrypoint node migrate \
    --disable-warning=ExperimentalWarning tools/operate/seed-demo.ts
}

run_command deploy "${@:-production}"
