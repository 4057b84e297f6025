#!/bin/sh
# Renders alertmanager.yaml from the environment and becomes Alertmanager, which reads no environment itself.
#   start.sh --render TEMPLATE          prints the configuration
#   start.sh TEMPLATE TARGET COMMAND…   writes it to TARGET (mode 600: it may hold a password) and runs COMMAND
set -eu

NAMES="ALERT_PAGE_WEBHOOK_URL ALERT_TICKET_WEBHOOK_URL ALERT_WATCHDOG_URL ALERT_EMAIL_TO ALERT_EMAIL_FROM ALERT_SMTP_HOST ALERT_SMTP_USER ALERT_SMTP_PASSWORD"

value_of() {
  eval "printf '%s' \"\${$1:-}\""
}

# In the replacement of sed, \ | and & mean something; in a double-quoted YAML string, \ and " do.
escaped() {
  value_of "$1" | sed -e 's/[\\"]/\\&/g' -e 's/[\\|&]/\\&/g'
}

render() {
  if [ -n "$(value_of ALERT_EMAIL_TO)" ] && { [ -z "$(value_of ALERT_SMTP_HOST)" ] || [ -z "$(value_of ALERT_EMAIL_FROM)" ]; }; then
    echo "alertmanager: ALERT_EMAIL_TO needs ALERT_SMTP_HOST (host:port) and ALERT_EMAIL_FROM" >&2
    exit 78
  fi
  script=""
  for name in $NAMES; do
    if [ -z "$(value_of "$name")" ]; then
      script="$script;/# needs $name\$/d"
    else
      script="$script;s|\${$name}|$(escaped "$name")|g"
    fi
  done
  sed -e "${script#;}" "$1"
}

if [ "$1" = "--render" ]; then
  render "$2"
  exit 0
fi

template=$1
target=$2
shift 2
if [ -z "$(value_of ALERT_PAGE_WEBHOOK_URL)$(value_of ALERT_EMAIL_TO)" ]; then
  echo "alertmanager: nobody is told of alerts: set ALERT_PAGE_WEBHOOK_URL or ALERT_EMAIL_TO" >&2
fi
umask 077
render "$template" >"$target"
exec "$@"
