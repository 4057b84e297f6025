# shellcheck shell=bash
# The .env as a whole: each finding is a line "fail|warn|ok<TAB>name<TAB>what". Values are never shown.

required_keys() {
  local service
  printf '%s\n' CRM_GTD_VERSION PUBLIC_URL DOMAIN BACKUP_AGE_RECIPIENT ACTOR_PUBLIC_KEYS
  secret_keys | tr ' ' '\n' | sed '/^$/d'
  for service in "${OWN_SERVICES[@]}"; do printf 'ACTOR_PRIVATE_KEY_%s\n' "${service^^}"; done
}

known_keys() { sed -nE 's/^#?([A-Z][A-Z0-9_]*)=.*/\1/p' "$COMPOSE_DIR/.env.example"; }
present_keys() { sed -nE 's/^([A-Za-z_][A-Za-z0-9_]*)=.*/\1/p' "$ENV_FILE"; }

finding() { printf '%s\t%s\t%s\n' "$1" "$2" "$3"; }

# Values nobody may keep: words of examples, or one character over and over.
is_placeholder() {
  local value="${1,,}"
  [[ $value =~ (change.?me|placeholder|replace.?me|your.?(secret|password|key)|example\.(com|org)|^(secret|password|test|todo|xxx+|admin|default)$|^<.*>$) ]] ||
    { [[ ${#value} -ge 4 ]] && [[ -z ${value//${value:0:1}/} ]]; }
}

is_secret_key() { [[ $1 =~ (PASSWORD|SECRET|PRIVATE_KEY)(_|$) ]]; }

check_env() {
  if [[ ! -r $ENV_FILE ]]; then
    finding fail env "$ENV_FILE is missing: run ops init"
    return 0
  fi
  check_env_mode
  check_env_values
  check_env_addresses
  check_env_names
  check_actor_keys
}

check_env_mode() {
  local mode
  mode="$(stat -c %a "$ENV_FILE")"
  if [[ $mode == 600 || $mode == 400 ]]; then finding ok env-mode "$mode"; else finding fail env-mode "mode is $mode: chmod 600 $ENV_FILE"; fi
}

check_env_values() {
  local key value bad=0
  while read -r key; do
    value="$(setting "$key")"
    if [[ -z $value && -z $(setting "${key}_FILE") ]]; then
      finding fail "env $key" 'is missing'
      bad=1
    fi
  done < <(required_keys)
  while read -r key; do
    value="$(setting "$key")"
    [[ -n $value ]] || continue
    if is_placeholder "$value"; then
      finding fail "env $key" 'is a placeholder'
      bad=1
    elif is_secret_key "$key" && [[ ${#value} -lt 16 ]]; then
      finding fail "env $key" 'is shorter than 16 characters'
      bad=1
    fi
  done < <(present_keys)
  [[ $bad -ne 0 ]] || finding ok env-values 'all keys present, no placeholder'
}

check_env_addresses() {
  local url domain
  url="$(setting PUBLIC_URL)"
  domain="$(setting DOMAIN)"
  if [[ ! $url =~ ^https?://[^/]+$ ]]; then
    finding fail 'env PUBLIC_URL' 'must be https://host without a path'
  elif [[ $(public_host) != "$domain" ]]; then
    finding fail 'env PUBLIC_URL' "its host is not DOMAIN ($domain)"
  elif [[ $url == http:* ]]; then
    finding warn 'env PUBLIC_URL' 'is not https: the session cookie travels unprotected'
  fi
}

check_env_names() {
  local key
  while read -r key; do
    grep -qxF "$key" <(known_keys) || finding warn "env $key" 'is not a key of .env.example: a typing error?'
  done < <(present_keys | sort -u)
  present_keys | sort | uniq -d | while read -r key; do finding fail "env $key" 'is given twice'; done
}

# Every private key must belong to the public key its peers check it with.
check_actor_keys() {
  local service private derived given bad=0
  given="$(setting ACTOR_PUBLIC_KEYS)"
  for service in "${OWN_SERVICES[@]}"; do
    private="$(setting "ACTOR_PRIVATE_KEY_${service^^}")"
    [[ -n $private ]] || continue
    derived="$(openssl base64 -d -A <<<"$private" | openssl pkey -pubout 2>/dev/null | openssl base64 -A)" || derived=''
    if [[ -z $derived || $given != *"\"$service\":\"$derived\""* ]]; then
      finding fail "env ACTOR_PRIVATE_KEY_${service^^}" 'does not belong to its entry in ACTOR_PUBLIC_KEYS'
      bad=1
    fi
  done
  [[ $bad -ne 0 ]] || finding ok actor-keys 'each private key fits its public key'
}

# The services' own schemas, each inside its image with the environment Compose would give it.
check_env_schemas() {
  local service output
  for service in "${OWN_SERVICES[@]}"; do
    if ! docker image inspect "crm-gtd/$service:$(current_version)" >/dev/null 2>&1; then
      finding warn "schema $service" "image crm-gtd/$service:$(current_version) is not here: not checked"
    elif output="$(compose run --rm --no-deps -T --entrypoint node "$service" --input-type=module --eval "$(schema_program "$service")" 2>&1)"; then
      finding ok "schema $service" 'configuration accepted'
    else
      finding fail "schema $service" "$(tail -n 1 <<<"$output")"
    fi
  done
}

schema_program() {
  cat <<TEXT
import { loadConfig } from '@crm-gtd/shared/config/load-config.ts';
import * as exported from '/app/services/$1/src/config.ts';
const schema = Object.values(exported).find((value) => value?.shape?.OPERATIONS_PORT);
if (!schema) throw new Error('no configuration schema found');
try { loadConfig(schema, process.env); } catch (error) { console.error(error.message); process.exit(1); }
TEXT
}
