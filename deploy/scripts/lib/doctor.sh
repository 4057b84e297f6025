# shellcheck shell=bash
# ops doctor: everything an installation needs in order to work, each with what to do about it.

help_doctor() {
  cat <<'TEXT'
Usage: ops doctor [--json] [--before-start] [--no-schemas]

Examines .env, frontend, backend, PostgreSQL, Redis, TTS, nginx, NATS, JetStream, age of the outboxes, disk, clock,
certificate, DNS, SMTP when configured, and the age of the backup. --before-start leaves out what needs a running
product. Exit code 0 when nothing failed (warnings do not count), 1 otherwise.
TEXT
}

command_doctor() {
  local json='' before='' schemas=yes findings
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --json) json=yes ;;
      --before-start) before=yes ;;
      --no-schemas) schemas='' ;;
      *) refuse_usage "doctor does not know '$1'" ;;
    esac
    shift
  done
  findings="$(examine "$before" "$schemas")"
  if [[ -n $json ]]; then findings_as_json "$findings"; else findings_as_text "$findings"; fi
  ! grep -q '^fail' <<<"$findings"
}

examine() {
  check_env
  check_disk
  check_clock
  check_backup_age
  check_config_drift
  if [[ -r $ENV_FILE ]]; then
    check_dns
    [[ -z $2 ]] || check_env_schemas
  fi
  [[ -z $1 && -r $ENV_FILE ]] || return 0
  check_frontend
  check_backend
  if has_overlay compose.external.yaml; then
    finding ok 'postgresql, redis' 'of somebody else: whether a service reaches them is in its readiness'
  else
    check_postgres
    check_redis
  fi
  check_tts
  check_nginx
  check_certificate
  check_nats
  check_outboxes
  check_smtp
}

findings_as_text() {
  local status name detail
  while IFS=$'\t' read -r status name detail; do
    case "$status" in
      ok) printf '✓ %-28s %s\n' "$name" "$detail" ;;
      warn) printf '! %-28s %s\n' "$name" "$detail" ;;
      *) printf '✗ %-28s %s\n' "$name" "$detail" ;;
    esac
  done <<<"$1"
}

findings_as_json() {
  local status name detail separator='' healthy=true
  ! grep -q '^fail' <<<"$1" || healthy=false
  printf '{"healthy":%s,"checks":[' "$healthy"
  while IFS=$'\t' read -r status name detail; do
    printf '%s{"name":%s,"status":"%s","detail":%s}' "$separator" "$(json_string "$name")" "$status" "$(json_string "$detail")"
    separator=,
  done <<<"$1"
  printf ']}\n'
}

# check_container SERVICE NAME: a finding unless it runs healthy.
check_container() {
  local container state
  if ! container="$(container_of "$1")"; then
    finding fail "$2" 'does not run: ops status'
    return 1
  fi
  state="$(health_of "$container")"
  [[ $state == healthy || $state == running ]] || { finding fail "$2" "is $state: ops logs $1" && return 1; }
}

check_frontend() {
  local answer
  check_container web frontend || return 0
  answer="$(inside_request web http://127.0.0.1:3000/crm/health/ready 2>/dev/null)" || answer=0
  if [[ $(head -n 1 <<<"$answer") == 200 ]]; then finding ok frontend ready; else finding fail frontend "health answers $(head -n 1 <<<"$answer"): ops logs web"; fi
}

# The gateway and the services behind it: each says what it misses.
check_backend() {
  local service answer
  for service in "${OWN_SERVICES[@]}"; do
    check_container "$service" "backend $service" || continue
    answer="$(inside_request "$service" http://127.0.0.1:9100/health/ready 2>/dev/null)" || answer=0
    if [[ $(head -n 1 <<<"$answer") == 200 ]]; then
      finding ok "backend $service" ready
    else
      finding fail "backend $service" "not ready: $(tail -n +2 <<<"$answer" | tr -d '\n\t' | cut -c1-200)"
    fi
  done
}

check_postgres() {
  local answer connections limit
  check_container postgres postgresql || return 0
  if ! answer="$(admin_sql "$LIVE_DATABASE" <<<"select (select count(*) from pg_stat_activity), current_setting('max_connections'), (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id' where c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity))" 2>&1)"; then
    finding fail postgresql "$(tail -n 1 <<<"$answer")"
    return 0
  fi
  IFS='|' read -r connections limit _ <<<"$answer"
  if [[ $((connections * 10)) -ge $((limit * 9)) ]]; then finding fail postgresql "$connections of $limit connections"; else finding ok postgresql "$connections of $limit connections"; fi
}

check_redis() {
  local container answer
  check_container redis redis || return 0
  container="$(container_of redis)"
  answer="$(REDISCLI_AUTH="$(setting REDIS_MONITOR_PASSWORD)" docker exec -e REDISCLI_AUTH "$container" redis-cli --no-auth-warning --user monitor ping 2>&1)" || true
  if [[ $answer == PONG ]]; then finding ok redis PONG; else finding fail redis "$answer"; fi
}

check_tts() {
  local answer
  check_container voice tts || return 0
  answer="$(inside_request voice http://127.0.0.1:5002/health 2>/dev/null)" || answer=0
  if [[ $(head -n 1 <<<"$answer") == 200 ]]; then finding ok tts "$(tail -n +2 <<<"$answer" | tr -d '\n\t' | cut -c1-120)"; else finding fail tts 'speech does not answer: ops logs voice'; fi
}

check_nginx() {
  local container
  check_container nginx nginx || return 0
  container="$(container_of nginx)"
  docker exec "$container" nginx -t >/dev/null 2>&1 || finding fail nginx 'nginx -t fails: the next start would too'
  if verify_edge >/dev/null 2>&1; then finding ok nginx 'edge, sign-in page and API answer'; else finding fail nginx 'the product does not answer through nginx: ops verify'; fi
}

# What nginx serves, not what lies on the disk.
check_certificate() {
  local container host ends days port
  [[ $(public_url) == https:* ]] || return 0
  container="$(container_of nginx)" || return 0
  host="$(public_host)"
  port="$(nginx_port "$container" https)"
  ends="$(docker exec "$container" curl --silent --insecure --head --verbose --max-time 10 --connect-to "$host:443:127.0.0.1:$port" "https://$host/health" 2>&1 | sed -nE 's/^\* +expire date: (.*)$/\1/p' | head -n 1)" || ends=''
  if [[ -z $ends ]]; then
    finding fail certificate 'none is served'
    return 0
  fi
  set_metric tls_certificate_expiry_timestamp_seconds "host=\"$host\"" "$(date -d "$ends" +%s)"
  write_metrics
  days=$((($(date -d "$ends" +%s) - $(now_seconds)) / 86400))
  if [[ $days -lt 3 ]]; then finding fail certificate "ends in $days days"; elif [[ $days -lt 21 ]]; then finding warn certificate "ends in $days days"; else finding ok certificate "$days days left"; fi
}

check_nats() {
  local answer
  check_container nats nats || return 0
  finding ok nats healthy
  if ! answer="$(bus_program bus-status.ts 2>/dev/null)"; then
    finding fail jetstream 'does not answer'
    return 0
  fi
  while IFS=$'\t' read -r status detail; do finding "$status" jetstream "$detail"; done <<<"$answer"
}

# Every service's oldest event that has not been sent, as its relay would see it.
check_outboxes() {
  local answer service age
  [[ -n $(containers_of postgres) ]] || return 0
  answer="$(outbox_ages 2>/dev/null)" || { finding fail outbox 'cannot be read' && return 0; }
  while IFS='|' read -r service age; do
    [[ -n $service ]] || continue
    if [[ $age -gt 60 ]]; then finding fail "outbox $service" "an event waits for $age s: ops logs $service"; elif [[ $age -gt 15 ]]; then finding warn "outbox $service" "an event waits for $age s"; fi
  done <<<"$answer"
  grep -qE '\|(1[6-9]|[2-9][0-9]|[0-9]{3,})$' <<<"$answer" || finding ok outbox 'no event waits'
}

outbox_ages() {
  local service
  for service in "${OWN_SERVICES[@]}"; do
    printf "select '%s', coalesce(extract(epoch from max(now() - created_at))::int, 0) from %s.msg_outbox where published_at is null and parked_at is null;\n" "$service" "$service"
  done | admin_sql "$LIVE_DATABASE"
}

check_disk() {
  local folder used
  for folder in "$(docker_folder)" "$STATE_DIR" "$BACKUP_DIR"; do
    [[ -d $folder ]] || continue
    used="$(df --output=pcent "$folder" | tail -n 1 | tr -dc 0-9)"
    if [[ $used -ge 95 ]]; then finding fail "disk $folder" "$used % full"; elif [[ $used -ge 80 ]]; then finding warn "disk $folder" "$used % full"; else finding ok "disk $folder" "$used % full"; fi
  done
}

# Tokens live for minutes: a clock that is wrong by one signs everybody out.
check_clock() {
  local synchronized
  synchronized="$(timedatectl show --property NTPSynchronized --value 2>/dev/null)" || synchronized=''
  case "$synchronized" in
    yes) finding ok clock synchronized ;;
    no) finding warn clock 'not synchronized: timedatectl set-ntp true' ;;
    *) finding warn clock 'cannot be examined here (no timedatectl)' ;;
  esac
}

check_dns() {
  local host
  host="$(public_host)"
  if getent hosts "$host" >/dev/null; then finding ok dns "$host resolves"; else finding fail dns "$host does not resolve"; fi
}

check_smtp() {
  local host port
  host="$(setting SMTP_HOST)"
  [[ -n $host ]] || return 0
  port="$(setting_or SMTP_PORT 587)"
  if timeout 5 bash -c "exec 3<>'/dev/tcp/$host/$port' && read -r -t 5 line <&3 && [[ \$line == 220* ]]" 2>/dev/null; then
    finding ok smtp "$host:$port greets"
  else
    finding fail smtp "$host:$port does not answer as a mail server"
  fi
}

# A change that the newest archive does not know would be lost with the machine.
check_config_drift() {
  local files count=0
  [[ -r $ENV_FILE ]] || return 0
  files="$(config_drift)" || return 0
  [[ -z $files ]] || count="$(wc -l <<<"$files")"
  set_metric config_drift_files '' "$count"
  write_metrics
  if [[ $count -gt 0 ]]; then finding warn configuration "$count files differ from the newest archive: backup-current-configs.sh"; else finding ok configuration 'as archived, or never archived'; fi
}

check_backup_age() {
  local age
  if ! age="$(backup_age)"; then
    finding warn backup "no full backup in $BACKUP_DIR"
  elif [[ $age -gt 93600 ]]; then
    finding fail backup "the newest is $((age / 3600)) hours old"
  else
    finding ok backup "the newest is $((age / 3600)) hours old"
  fi
}
