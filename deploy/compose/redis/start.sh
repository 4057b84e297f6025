#!/bin/sh
# Writes the access list from the environment (Redis cannot read it from there) into memory, and becomes the server.
set -eu

hash_of() {
  printf '%s' "$1" | sha256sum | cut -d ' ' -f 1
}

# app: everything of the product but what rules the server. monitor: numbers, no keys.
umask 077
cat >/run/redis/users.acl <<EOF
user default off
user app on #$(hash_of "$REDIS_PASSWORD") ~* &* +@all -@admin -@dangerous +info
user monitor on #$(hash_of "$REDIS_MONITOR_PASSWORD") resetkeys resetchannels -@all +ping +info +config|get +client|list +slowlog +latency +memory|usage +dbsize +lastsave
EOF

unset REDIS_PASSWORD REDIS_MONITOR_PASSWORD
exec redis-server /etc/crm-gtd/redis.conf
