# shellcheck shell=bash
# ops init: the first .env, with random secrets nobody has seen.

help_init() {
  cat <<'TEXT'
Usage: ops init --domain NAME [--email ADDRESS] [--version TAG] [--self-signed] [--non-interactive] [--dry-run]

Writes deploy/compose/.env (mode 600) from .env.example with random secrets, and the key pair of backups
beside the state (mode 600). Refuses to overwrite either. --self-signed also makes a certificate for a first start.
TEXT
}

IDENTITY_FILE="${OPS_IDENTITY_FILE:-$STATE_DIR/backup-identity.txt}"

command_init() {
  local domain='' email='' version='' self_signed='' quiet=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --domain) domain="$(value_of "$@")" && shift ;;
      --email) email="$(value_of "$@")" && shift ;;
      --version) version="$(value_of "$@")" && shift ;;
      --self-signed) self_signed=yes ;;
      --non-interactive) quiet=yes ;;
      *) common_option "$1" || refuse_usage "init does not know '$1'" ;;
    esac
    shift
  done
  [[ ! -e $ENV_FILE ]] || refuse "$ENV_FILE exists and is not overwritten: its passwords are inside the database"
  if [[ -z $domain && -z $quiet ]]; then
    printf 'Domain people will use: ' >&2
    read -r domain || true
  fi
  [[ $domain =~ ^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$ ]] || refuse_usage 'init needs --domain NAME'
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would write $ENV_FILE for $domain and $IDENTITY_FILE"
    return 0
  fi
  journalled init --domain "$domain"
  take_lock
  write_env "$domain" "$email" "$version"
  [[ -z $self_signed ]] || self_signed_certificate "$domain"
  say "Written: $ENV_FILE"
  say "Next: ops doctor --before-start, then deploy/scripts/deploy.sh production"
}

write_env() {
  local domain="$1" email="$2" version="$3" next recipient
  recipient="$(backup_keys)"
  umask 077
  next="$(mktemp "$ENV_FILE.XXXXXX")"
  ON_FAILURE+=("rm -f '$next'")
  generated_values "$domain" "$email" "$version" "$recipient" | fill_example "$COMPOSE_DIR/.env.example" >"$next"
  chmod 600 "$next"
  mv "$next" "$ENV_FILE"
}

secret() { openssl rand -hex 24; }

# KEY=value lines for everything that is made here.
generated_values() {
  local domain="$1" email="$2" version="$3" recipient="$4" key
  printf 'DOMAIN=%s\nPUBLIC_URL=https://%s\n' "$domain" "$domain"
  printf 'ACME_EMAIL=%s\n' "${email:-admin@$domain}"
  [[ -z $version ]] || printf 'CRM_GTD_VERSION=%s\n' "$version"
  for key in $(secret_keys); do printf '%s=%s\n' "$key" "$(secret)"; done
  actor_keys
  printf 'BACKUP_AGE_RECIPIENT=%s\n' "$recipient"
}

secret_keys() {
  local service kind
  printf 'POSTGRES_PASSWORD DB_BACKUP_PASSWORD DB_MONITOR_PASSWORD REDIS_PASSWORD REDIS_MONITOR_PASSWORD NATS_OPS_PASSWORD NATS_SYS_PASSWORD '
  printf 'JWT_SECRET JWT_REFRESH_SECRET ADDRESS_HASH_SECRET GRAFANA_ADMIN_PASSWORD '
  for service in "${OWN_SERVICES[@]}"; do
    printf 'NATS_%s_PASSWORD ' "${service^^}"
    for kind in APP RELAY OWNER; do printf 'DB_%s_%s_PASSWORD ' "${service^^}" "$kind"; done
  done
}

# One Ed25519 pair per service: base64 of the PEM forms, the public ones together as JSON.
actor_keys() {
  local service private public pairs=''
  for service in "${OWN_SERVICES[@]}"; do
    private="$(openssl genpkey -algorithm ed25519)"
    public="$(openssl pkey -pubout <<<"$private" | openssl base64 -A)"
    printf 'ACTOR_PRIVATE_KEY_%s=%s\n' "${service^^}" "$(printf '%s\n' "$private" | openssl base64 -A)"
    pairs+="${pairs:+,}\"$service\":\"$public\""
  done
  printf "ACTOR_PUBLIC_KEYS='{%s}'\n" "$pairs"
}

# Puts the values on stdin into the example: the documentation of every key stays beside it.
fill_example() {
  awk '
    NR == FNR { separator = index($0, "="); values[substr($0, 1, separator - 1)] = $0; next }
    /^#?[A-Z][A-Z0-9_]*=/ {
      key = $0; sub(/^#/, "", key); sub(/=.*/, "", key)
      if (key in values) { print values[key]; used[key] = 1; next }
    }
    { print }
    END { for (key in values) if (!(key in used)) print values[key] }
  ' - "$1"
}

# Prints the recipient. An identity that is already there is kept: old backups need it.
backup_keys() {
  need_state_dir
  if [[ ! -e $IDENTITY_FILE ]]; then
    (umask 077 && age-keygen -o "$IDENTITY_FILE" 2>/dev/null) || fail 'age-keygen failed: is age installed?'
    say "The key that opens backups is in $IDENTITY_FILE."
    say 'Copy it to a safe place that is not this machine (a password manager, paper), then delete it here:'
    say 'whoever takes this machine takes the backups and would take their key. ops restore and ops drill ask for it with --identity.'
  fi
  age-keygen -y "$IDENTITY_FILE"
}

# Good enough to start nginx before a certificate authority has answered; browsers will warn.
self_signed_certificate() {
  local domain="$1" folder
  folder="${OPS_CERTIFICATE_DIR:-$(setting_or TLS_CERTIFICATE_DIR "$COMPOSE_DIR/certificates")}"
  [[ ! -e $folder/fullchain.pem ]] || refuse "$folder/fullchain.pem exists and is not overwritten"
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$domain" \
    -addext "subjectAltName=DNS:$domain" -keyout "$folder/privkey.pem" -out "$folder/fullchain.pem" 2>/dev/null
  chmod 640 "$folder/privkey.pem"
  say "Self-signed certificate for 30 days: $folder/fullchain.pem"
}
