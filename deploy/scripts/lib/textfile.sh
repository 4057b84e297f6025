# shellcheck shell=bash
# Metrics for node-exporter's textfile collector. Each series is kept in a small file, so that one command never forgets another's.

METRICS_FILE="$TEXTFILE_DIR/crm-gtd-operations.prom"
SERIES_DIR="$STATE_DIR/series"

metric_help() {
  case "$1" in
    backup_last_success_timestamp_seconds) printf 'gauge When the last good backup of this kind was written.' ;;
    backup_last_size_bytes) printf 'gauge Size of the last good backup of this kind.' ;;
    backup_duration_seconds) printf 'gauge Time the last good backup of this kind took.' ;;
    backup_failures_total) printf 'counter Backups of this kind that failed.' ;;
    restore_drill_last_success_timestamp_seconds) printf 'gauge When a backup was last restored and found whole.' ;;
    restore_drill_rto_seconds) printf 'gauge Time the last drill took from the file to a checked database.' ;;
    restore_drill_rpo_seconds) printf 'gauge Age of the newest backup when it was last drilled: what a loss then would have cost.' ;;
    tls_certificate_expiry_timestamp_seconds) printf 'gauge When the certificate nginx serves ends.' ;;
    config_drift_files) printf 'gauge Configuration files that differ from the last configuration archive.' ;;
    *) printf 'gauge Set by operations.' ;;
  esac
}

# set_metric NAME LABELS VALUE, where LABELS is what stands between the braces.
set_metric() {
  local name="$1" labels="$2" value="$3"
  mkdir -p "$SERIES_DIR"
  printf '%s{%s} %s\n' "$name" "$labels" "$value" >"$SERIES_DIR/$name.$(printf '%s' "$labels" | tr -c 'A-Za-z0-9' '_')"
}

add_metric() {
  local name="$1" labels="$2" before=0 file
  file="$SERIES_DIR/$name.$(printf '%s' "$labels" | tr -c 'A-Za-z0-9' '_')"
  [[ ! -e $file ]] || before="$(awk '{ print $2 }' "$file")"
  set_metric "$name" "$labels" "$((before + 1))"
}

# The collector may read at any moment: the file appears whole or not at all.
write_metrics() {
  local next file name last=''
  mkdir -p "$TEXTFILE_DIR"
  next="$METRICS_FILE.$$"
  for file in "$SERIES_DIR"/*; do
    [[ -e $file ]] || continue
    name="$(basename "$file")"
    name="${name%%.*}"
    if [[ $name != "$last" ]]; then
      printf '# HELP %s %s\n# TYPE %s %s\n' "$name" "$(metric_help "$name" | cut -d' ' -f2-)" "$name" "$(metric_help "$name" | cut -d' ' -f1)"
      last="$name"
    fi
    cat "$file"
  done >"$next"
  chmod 644 "$next"
  mv "$next" "$METRICS_FILE"
}
