# shellcheck shell=bash
# Conditions of an update. Everything here only looks.

MIN_DISK_MB="${OPS_MIN_DISK_MB:-3072}"
MIN_MEMORY_MB="${OPS_MIN_MEMORY_MB:-1024}"
MIN_ENGINE=25.0
# The overlays replace lists with !override.
MIN_COMPOSE=2.24.4

# version_at_least FOUND WANTED
version_at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

free_disk_mb() { df --output=avail -m "$1" 2>/dev/null | tail -n 1 | tr -d ' '; }

# Where images and volumes lie; where that cannot be looked at (a remote engine), the state's own file system.
docker_folder() {
  local folder
  folder="$(docker info --format '{{.DockerRootDir}}' 2>/dev/null)" || folder=''
  if [[ -d $folder ]]; then printf '%s' "$folder"; else printf '%s' "$STATE_DIR"; fi
}

free_memory_mb() { awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo; }

preflight_programs() {
  local engine composed program
  for program in openssl age age-keygen flock; do command -v "$program" >/dev/null || refuse "$program is not installed"; done
  engine="$(docker version --format '{{.Server.Version}}' 2>/dev/null)" || refuse 'the Docker engine does not answer'
  composed="$(docker compose version --short 2>/dev/null)" || refuse 'docker compose is not installed'
  version_at_least "${engine#v}" "$MIN_ENGINE" || refuse "Docker $engine is older than $MIN_ENGINE"
  version_at_least "${composed#v}" "$MIN_COMPOSE" || refuse "Compose $composed is older than $MIN_COMPOSE"
}

preflight_room() {
  local disk memory
  need_state_dir
  disk="$(free_disk_mb "$(docker_folder)")"
  memory="$(free_memory_mb)"
  [[ $disk -ge $MIN_DISK_MB ]] || refuse "only $disk MB of disk are free, an update wants $MIN_DISK_MB"
  [[ $memory -ge $MIN_MEMORY_MB ]] || refuse "only $memory MB of memory are free, two copies side by side want $MIN_MEMORY_MB"
}

# Images that are not here are pulled now, before anything changes.
preflight_images() {
  local version="$1" service
  shift
  for service in "$@"; do
    docker image inspect "crm-gtd/$service:$version" >/dev/null 2>&1 && continue
    say "image crm-gtd/$service:$version is not here: pulling"
    CRM_GTD_VERSION="$version" compose pull --quiet "$service" >&2 || refuse "image crm-gtd/$service:$version cannot be had"
  done
}

# Versions that must not be skipped, one a line: their migrations have to run with their own code.
HARD_STOPS="${OPS_HARD_STOPS:-$OPS_SCRIPTS/hard-stops.txt}"

preflight_hard_stops() {
  local from="$1" to="$2" stop
  while read -r stop; do
    [[ $stop =~ ^[0-9] ]] || continue
    if ! version_at_least "$from" "$stop" && version_at_least "$to" "$stop" && [[ $to != "$stop" ]]; then
      refuse "version $stop must not be skipped: update to it first"
    fi
  done <"$HARD_STOPS"
}

preflight_backup() {
  local age
  if ! age="$(backup_age)"; then
    warn 'there is no backup yet'
  elif [[ $age -gt 86400 ]]; then
    warn "the newest backup is $((age / 3600)) hours old"
  else
    say "newest backup: $((age / 60)) minutes old"
    return 0
  fi
  return 1
}
