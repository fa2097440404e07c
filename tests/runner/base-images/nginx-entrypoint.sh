#!/bin/sh
set -e
if [ "$1" = nginx ] && [ -d /etc/nginx/templates ]; then
  names=$(env | cut -d= -f1 | sed 's/^/${/;s/$/}/' | tr '\n' ' ')
  for template in /etc/nginx/templates/*.template; do
    [ -e "$template" ] || continue
    target=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}/$(basename "$template" .template)
    envsubst "$names" <"$template" >"$target"
  done
fi
if [ "$1" = nginx ]; then
  for script in /docker-entrypoint.d/*.sh; do if [ -x "$script" ]; then "$script"; fi; done
fi
exec "$@"
