#!/bin/sh
# Hook of the image's entrypoint: configuration, certificate, upstreams, then the loop that follows them.
set -eu
home=${NGINX_CONF_DIR:-/etc/nginx}/crm-gtd/bin
"$home/configure"
if [ "${NGINX_TLS:-on}" = on ]; then "$home/certificate" || [ $? -eq 3 ]; fi
"$home/upstreams" write
"$home/upstreams" follow &
