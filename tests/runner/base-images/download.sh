#!/bin/sh
# mmdebstrap runs this with the folder of the new system as its argument, while that system's apt still
# works: downloads nginx and what it needs besides the shared layer, and adds the images' users.
set -eu
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"

mkdir -p "$DOWNLOADS/partial"
apt-get -qq -y --no-install-recommends --download-only -o Dir::Cache::archives="$DOWNLOADS" \
  install nginx-light curl gettext-base >/dev/null

cat >>"$1/etc/passwd" <<'PASSWD'
nginx:x:101:101:nginx:/nonexistent:/usr/sbin/nologin
node:x:1000:1000::/home/node:/bin/bash
PASSWD
printf 'nginx:x:101:\nnode:x:1000:\n' >>"$1/etc/group"
mkdir -p "$1/home/node"
chown 1000:1000 "$1/home/node"
