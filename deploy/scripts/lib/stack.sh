# shellcheck shell=bash
# Docker, and what runs in it.

# The overlays in use, colon-separated, as Compose itself names the variable.
compose_files() { printf '%s' "${OPS_COMPOSE_FILES:-$(setting_or COMPOSE_FILE compose.yaml)}"; }

# Images that single services were rolled to; a whole update removes it.
VERSIONS_FILE="$STATE_DIR/versions.yaml"

compose() {
  local files=() file
  local IFS=:
  for file in $(compose_files); do
    [[ $file == /* ]] || file="$COMPOSE_DIR/$file"
    files+=(--file "$file")
  done
  [[ ! -e $VERSIONS_FILE ]] || files+=(--file "$VERSIONS_FILE")
  docker compose --project-name "$PROJECT" --project-directory "$COMPOSE_DIR" --env-file "$ENV_FILE" "${files[@]}" "$@"
}

containers_of() { compose ps --quiet "$1" 2>/dev/null || true; }

# The first running container of a service; fails when there is none.
container_of() {
  local found
  found="$(containers_of "$1" | head -n 1)"
  [[ -n $found ]] || return 1
  printf '%s' "$found"
}

need_container() {
  container_of "$1" || fail "no container of $1 is running"
}

# healthy, starting, unhealthy; or running, exited … for one without a health check.
health_of() {
  docker inspect --format '{{if .State.Health}}{{if eq .State.Status "running"}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}{{else}}{{.State.Status}}{{end}}' "$1" 2>/dev/null || printf 'gone'
}

image_of() { docker inspect --format '{{.Config.Image}}' "$1"; }

version_of() {
  local image
  image="$(image_of "$1")"
  printf '%s' "${image##*:}"
}

current_version() { setting CRM_GTD_VERSION; }

# An address of the container in a network that nginx is in as well.
address_of() {
  local container="$1" nginx="$2" network known
  known="$(networks_of "$nginx" | cut -d' ' -f1)"
  while read -r network address; do
    if [[ -n $address ]] && grep -qxF "$network" <<<"$known"; then
      printf '%s' "$address"
      return 0
    fi
  done < <(networks_of "$container")
  return 1
}

networks_of() {
  docker inspect --format '{{range $name, $network := .NetworkSettings.Networks}}{{$name}} {{$network.IPAddress}}{{println}}{{end}}' "$1" | sed '/^ *$/d'
}

public_url() { setting_or PUBLIC_URL https://localhost; }

public_host() {
  local host
  host="$(public_url)"
  host="${host#*://}"
  host="${host%%/*}"
  printf '%s' "${host%%:*}"
}

# A request through nginx as a browser of this machine would send it: status on the first line, then the body.
# Certificates are examined by doctor; here a self-signed one of a first start must do.
edge_request() {
  local path="$1" url host nginx scheme port listens
  shift
  nginx="$(need_container nginx)"
  url="$(public_url)"
  host="$(public_host)"
  scheme="${url%%:*}"
  port="$(port_of_url)"
  listens="$(nginx_port "$nginx" "$scheme")"
  docker exec "$nginx" curl --silent --insecure --max-time 15 --connect-to "$host:$port:127.0.0.1:$listens" \
    --write-out '\n%{http_code}' "$@" "$scheme://$host:$port$path" |
    awk '{ lines[NR] = $0 } END { print lines[NR]; for (i = 1; i < NR; i++) print lines[i] }'
}

port_of_url() {
  local rest
  rest="$(public_url)"
  rest="${rest#*://}"
  rest="${rest%%/*}"
  if [[ $rest == *:* ]]; then printf '%s' "${rest##*:}"; elif [[ $(public_url) == https:* ]]; then printf 443; else printf 80; fi
}

# The port nginx listens on inside its container, which is not the one the host publishes.
nginx_port() {
  local ports
  ports="$(docker inspect --format '{{range $port, $binding := .NetworkSettings.Ports}}{{$port}}{{println}}{{end}}' "$1" | sed -n 's|/tcp$||p')"
  if [[ $2 == https ]]; then grep -E '443$' <<<"$ports" | head -n 1; else grep -vE '443$' <<<"$ports" | head -n 1; fi
}

# A request from inside a service's container to itself, by Node: the images have no other client.
inside_request() {
  local container url="$2"
  container="$(need_container "$1")"
  docker exec "$container" node -e \
    'fetch(process.argv[1]).then(async (r) => { console.log(r.status); console.log(await r.text()); }).catch((e) => { console.log(0); console.log(e.message); })' "$url"
}
