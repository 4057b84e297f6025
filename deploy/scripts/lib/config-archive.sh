# shellcheck shell=bash
# ops config-backup: how the installation is set up, without a secret, restored only when every hash agrees.

help_config_backup() {
  cat <<'TEXT'
Usage: ops config-backup [--restore FILE --into FOLDER] [--dry-run]

Archives compose files, nginx, NATS, Redis and observability configuration, the names of the keys in .env (their values
replaced by a fingerprint), and the digests of the images, with a SHA256SUMS. --restore unpacks into FOLDER and checks
every file; nothing of the running installation is touched.
TEXT
}

command_config_backup() {
  local file='' into=''
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --restore) file="$(value_of "$@")" && shift ;;
      --into) into="$(value_of "$@")" && shift ;;
      *) common_option "$1" || refuse_usage "config-backup does not know '$1'" ;;
    esac
    shift
  done
  if [[ -n $file ]]; then
    [[ -n $into ]] || refuse_usage '--restore needs --into FOLDER'
    restore_config "$file" "$into"
  else
    need_settings
    journalled config-backup
    take_lock
    archive_config
  fi
}

CONFIG_FOLDERS=(deploy/compose deploy/nginx deploy/k8s observability)

archive_config() {
  local started=$SECONDS name work
  name="crm-gtd-config-$(stamp).tar.gz"
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would write $BACKUP_DIR/$name"
    return 0
  fi
  mkdir -p "$BACKUP_DIR"
  chmod 700 "$BACKUP_DIR"
  work="$(mktemp -d "$BACKUP_DIR/.unfinished.XXXXXX")"
  ON_FAILURE+=("rm -rf '$work'")
  mkdir "$work/config"
  copy_config "$work/config"
  (cd "$work/config" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) >"$work/SHA256SUMS"
  mv "$work/SHA256SUMS" "$work/config/"
  tar --create --gzip --file "$work/archive.tar.gz" --directory "$work" --owner=0 --group=0 config
  restore_config "$work/archive.tar.gz" "$work/check" >/dev/null
  mv "$work/archive.tar.gz" "$BACKUP_DIR/$name"
  set_metric backup_last_success_timestamp_seconds 'kind="config"' "$(now_seconds)"
  set_metric backup_last_size_bytes 'kind="config"' "$(stat -c %s "$BACKUP_DIR/$name")"
  set_metric backup_duration_seconds 'kind="config"' "$((SECONDS - started))"
  set_metric config_drift_files '' 0
  write_metrics
  rm -rf "$work"
  ON_FAILURE=()
  say "written: $BACKUP_DIR/$name"
}

copy_config() {
  local into="$1" folder file
  for folder in "${CONFIG_FOLDERS[@]}"; do
    [[ -d $OPS_ROOT/$folder ]] || continue
    while read -r file; do
      install -D -m 644 "$OPS_ROOT/$folder/$file" "$into/$folder/$file"
    done < <(config_files "$OPS_ROOT/$folder")
  done
  env_names >"$into/env-keys.txt"
  image_digests >"$into/images.txt"
}

# Configuration only: no .env, no key, no certificate, no code.
config_files() {
  (cd "$1" && find . -type f ! -name '.env' ! -name '.env.*[!e]' ! -name '*.pem' ! -name '*.key' ! -name '*.ts' ! -path '*/node_modules/*' -printf '%P\n') | LC_ALL=C sort
}

# A fingerprint says whether a value has changed. Twelve digits of a hash over name and value give a random secret no help.
env_names() {
  local key
  present_keys | while read -r key; do
    if is_secret_key "$key"; then
      printf '%s secret\n' "$key"
    else
      printf '%s %s\n' "$key" "$(printf '%s=%s' "$key" "$(setting "$key")" | sha256sum | cut -c1-12)"
    fi
  done
}

image_digests() {
  local image
  compose config --images 2>/dev/null | LC_ALL=C sort -u | while read -r image; do
    printf '%s %s\n' "$image" "$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null || printf 'not here')"
  done
}

restore_config() {
  local file="$1" into="$2"
  [[ -r $file ]] || refuse "$file cannot be read"
  [[ ! -e $into || -z $(ls -A "$into") ]] || refuse "$into is not empty"
  mkdir -p "$into"
  tar --extract --gzip --file "$file" --directory "$into" --strip-components=1 --no-same-owner 2>/dev/null || fail "$file is not a whole archive"
  (cd "$into" && sha256sum --check --quiet SHA256SUMS >&2) || fail "$into does not match the archive's hashes"
  say "unpacked and verified: $into"
}

# Files that differ from the newest archive; nothing when there is none.
config_drift() {
  local newest work
  newest="$(find "$BACKUP_DIR" -maxdepth 1 -name 'crm-gtd-config-*.tar.gz' 2>/dev/null | LC_ALL=C sort | tail -n 1)"
  [[ -n $newest ]] || return 0
  work="$(mktemp -d)"
  copy_config "$work"
  diff <(tar --extract --gzip --to-stdout --file "$newest" config/SHA256SUMS | LC_ALL=C sort) \
    <(cd "$work" && find . -type f -print0 | xargs -0 sha256sum | LC_ALL=C sort) | sed -nE 's/^[<>] [0-9a-f]+ +//p' | sort -u
  rm -rf "$work"
}
