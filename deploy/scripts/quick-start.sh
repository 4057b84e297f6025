#!/usr/bin/env bash
# Makes an empty Debian or Ubuntu server fit for the product. Shows what it would do; --apply does it. May be run again.
set -euo pipefail

OPS_SCRIPTS="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)"
# shellcheck source=lib/load.sh
source "$OPS_SCRIPTS/lib/load.sh"

help_quick_start() {
  cat <<'TEXT'
Usage: quick-start.sh [--apply] [--domain NAME --email ADDRESS] [--folder /opt/crm-gtd]

1. package lists, security updates installed by themselves   2. Docker engine, Compose, openssl, age
3. firewall: 22, 80 and 443 in, everything out; published container ports cannot go around it
4. swap when the machine has none   5. folders, the certificate (webroot, renewed by timer), .env
6. timers: nightly backup and archive of the configuration, an examination every five minutes
Without --apply nothing is changed. fail2ban: --with-fail2ban.
TEXT
}

DRY_RUN=yes
domain='' email='' folder=/opt/crm-gtd fail2ban=''

main() {
  while [[ $# -gt 0 ]]; do
    case "$1" in
      --help | -h) help_quick_start && exit 0 ;;
      --apply) DRY_RUN='' ;;
      --dry-run) DRY_RUN=yes ;;
      --domain) domain="$(value_of "$@")" && shift ;;
      --email) email="$(value_of "$@")" && shift ;;
      --folder) folder="$(value_of "$@")" && shift ;;
      --with-fail2ban) fail2ban=yes ;;
      *) refuse_usage "quick-start.sh does not know '$1'" ;;
    esac
    shift
  done
  [[ -n $DRY_RUN || $EUID -eq 0 ]] || refuse 'quick-start.sh --apply must run as root'
  command -v apt-get >/dev/null || refuse 'only Debian and Ubuntu are prepared by this script (docs/runbooks/install.md says what is needed)'
  step '1. updates' && updates
  step '2. programs' && programs
  step '3. firewall' && firewall
  step '4. swap' && swap
  step '5. product' && product
  step '6. timers' && timers
  [[ -z $DRY_RUN ]] || say 'Nothing was changed. Run with --apply to do this.'
}

updates() {
  change apt-get update
  change apt-get install -y unattended-upgrades
  put_file /etc/apt/apt.conf.d/20auto-upgrades $'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n'
}

# An old distribution's own engine would leave a machine that deploy.sh then refuses.
need_candidate() {
  local candidate
  candidate="$(apt-cache policy "$1" 2>/dev/null | sed -nE 's/^ *Candidate: ([0-9]+\.[0-9.]+).*$/\1/p')"
  [[ -z $candidate ]] || version_at_least "$candidate" "$2" ||
    refuse "$1 of this system is $candidate, older than $2: take Debian 13, or install Docker and Compose from Docker's own packages first"
}

programs() {
  local packages=(openssl age ufw ca-certificates)
  command -v docker >/dev/null || need_candidate docker.io "$MIN_ENGINE"
  docker compose version >/dev/null 2>&1 || need_candidate "$(compose_package)" "$MIN_COMPOSE"
  if ! command -v docker >/dev/null; then
    packages+=(docker.io)
    # Debian 13 has the client in a package of its own.
    if apt-cache show docker-cli >/dev/null 2>&1; then packages+=(docker-cli); fi
  fi
  docker compose version >/dev/null 2>&1 || packages+=("$(compose_package)")
  [[ -z $domain ]] || packages+=(certbot)
  [[ -z $fail2ban ]] || packages+=(fail2ban)
  change apt-get install -y "${packages[@]}"
  if [[ ! -e /etc/docker/daemon.json ]]; then
    put_file /etc/docker/daemon.json $'{ "log-driver": "json-file", "log-opts": { "max-size": "10m", "max-file": "3" }, "live-restore": true }\n'
    change systemctl restart docker
  else
    say '/etc/docker/daemon.json is there and stays as it is (system-optimization.sh examines it)'
  fi
}

# Debian and Ubuntu name it differently.
compose_package() {
  if apt-cache show docker-compose-v2 >/dev/null 2>&1; then printf docker-compose-v2; else printf docker-compose; fi
}

# Docker opens published ports past UFW's own chain; DOCKER-USER is the chain it leaves to the administrator. Replies, the
# containers' own networks and the two ports of nginx pass, whatever else comes from outside is dropped.
firewall() {
  local port
  for port in 22/tcp 80/tcp 443/tcp; do change ufw allow "$port"; done
  change ufw default deny incoming
  change ufw default allow outgoing
  if ! grep -qs 'crm-gtd docker-user' /etc/ufw/after.rules; then
    append_file /etc/ufw/after.rules "$(docker_user_rules)"
  fi
  change ufw --force enable
  change ufw reload
}

docker_user_rules() {
  cat <<'RULES'
# crm-gtd docker-user
*filter
:DOCKER-USER - [0:0]
-A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN
-A DOCKER-USER -s 10.0.0.0/8 -j RETURN
-A DOCKER-USER -s 172.16.0.0/12 -j RETURN
-A DOCKER-USER -s 192.168.0.0/16 -j RETURN
-A DOCKER-USER -p tcp -m conntrack --ctorigdstport 80 -j RETURN
-A DOCKER-USER -p tcp -m conntrack --ctorigdstport 443 -j RETURN
-A DOCKER-USER -j DROP
COMMIT
# end of crm-gtd docker-user
RULES
}

swap() {
  if [[ $(awk '/^SwapTotal:/ { print $2 }' /proc/meminfo) -gt 0 ]]; then
    say 'there is swap'
    return 0
  fi
  change fallocate -l 2G /swapfile
  change chmod 600 /swapfile
  change mkswap /swapfile
  if ! change swapon /swapfile; then
    rm -f /swapfile
    warn 'this machine may not have swap (a container?): a peak ends in a killed process'
    return 0
  fi
  grep -qs '^/swapfile ' /etc/fstab || append_file /etc/fstab '/swapfile none swap sw 0 0'
}

product() {
  change mkdir -p "$folder" "$STATE_DIR"
  if [[ -z $domain ]]; then
    say 'no --domain: certificate and .env are left out (ops init)'
    return 0
  fi
  if [[ ! -e $ENV_FILE ]]; then change "$OPS_SCRIPTS/ops" init --domain "$domain" ${email:+--email "$email"} --non-interactive; fi
  change mkdir -p /var/www/acme
  put_file /etc/letsencrypt/renewal-hooks/deploy/crm-gtd "$(renewal_hook)" 755
  say "certificate: once nginx runs, certbot certonly --webroot -w /var/www/acme -d $domain (docs/runbooks/install.md); Debian's certbot.timer renews it"
}

# A machine that was off at the hour catches up. The drill needs the key of backups, so nobody is given a timer for it unasked.
timers() {
  put_timer crm-gtd-backup 'Encrypted backup' "$OPS_SCRIPTS/ops backup --full" '*-*-* 02:15:00' 15m
  put_timer crm-gtd-config-backup 'Archive of the configuration' "$OPS_SCRIPTS/ops config-backup" '*-*-* 02:45:00' 15m
  put_timer crm-gtd-doctor 'Examination of the installation' "$OPS_SCRIPTS/ops doctor --json --no-schemas" '*:0/5' 30s
  change systemctl daemon-reload
  # Apart, because where systemd does not run yet (an image being made) enabling is all that can be done.
  change systemctl enable crm-gtd-backup.timer crm-gtd-config-backup.timer crm-gtd-doctor.timer
  change systemctl start crm-gtd-backup.timer crm-gtd-config-backup.timer crm-gtd-doctor.timer
}

# put_timer NAME DESCRIPTION COMMAND CALENDAR JITTER
put_timer() {
  put_file "/etc/systemd/system/$1.service" "[Unit]
Description=CRM-GTD Smart: $2
After=docker.service
Requires=docker.service

[Service]
Type=oneshot
ExecStart=$3
"
  put_file "/etc/systemd/system/$1.timer" "[Unit]
Description=CRM-GTD Smart: $2

[Timer]
OnCalendar=$4
RandomizedDelaySec=$5
Persistent=true

[Install]
WantedBy=timers.target
"
}

# nginx reads the copy as its own user and notices a new one by itself.
renewal_hook() {
  cat <<HOOK
#!/bin/sh
set -eu
install -d -m 750 -o 101 -g 101 $STATE_DIR/tls
install -m 640 -o 101 -g 101 "\$RENEWED_LINEAGE/fullchain.pem" "\$RENEWED_LINEAGE/privkey.pem" $STATE_DIR/tls/
HOOK
}

put_file() {
  local file="$1" content="$2" mode="${3:-644}"
  if [[ -e $file && $(cat "$file") == "${content%$'\n'}" ]]; then return 0; fi
  if [[ -n $DRY_RUN ]]; then
    say "[dry run] would write $file"
  else
    install -D -m "$mode" /dev/null "$file"
    printf '%s' "$content" >"$file"
  fi
}

append_file() {
  if [[ -n $DRY_RUN ]]; then say "[dry run] would add to $1"; else printf '%s\n' "$2" >>"$1"; fi
}

main "$@"
