#!/usr/bin/env bash
# A Docker engine with Compose and buildx from Debian's packages, started without systemd: for CI on a bare
# Debian 12 or 13, as root. Safe to run twice: does nothing when an engine answers. Unpacks newer packages
# below a folder of their own and installs nothing over a docker.io that is there.
set -euo pipefail

suite=forky # engine 28, Compose 2.40: the oldest whose healthchecks know start_interval
prefix=/opt/oauth-lab-docker
log=/var/log/oauth-lab-dockerd.log
# The host's own mirror.
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/ --include='*.list' --include='*.sources' | tr -d ' ' | sed -n 1p || true)

say() { echo "docker: $*"; }
fail() {
  echo "docker: $*" >&2
  exit 1
}
answers() { docker version --format '{{.Server.Version}}' 2>/dev/null; }

version=$(answers || true)
if [ -n "$version" ] && docker compose version >/dev/null 2>&1; then
  say "engine $version answers"
  exit 0
fi
[ "$(id -u)" = 0 ] || fail 'installing Docker needs root'
[ -n "$mirror" ] || fail 'Docker is installed from Debian packages, and /etc/apt names no mirror'

export DEBIAN_FRONTEND=noninteractive
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need runc runc
need iptables iptables
need tini tini
need ip iproute2
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
if [ ${#missing[@]} -gt 0 ]; then
  say "apt-get install ${missing[*]}"
  apt-get -qq update >/dev/null
  apt-get -qq -y --no-install-recommends -o Dpkg::Options::=--force-unsafe-io install "${missing[@]}" >/dev/null
fi

if [ ! -x "$prefix/usr/sbin/dockerd" ]; then
  say "packages of Debian $suite into $prefix"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/packages"
  keys=/usr/share/keyrings/debian-archive-keyring.gpg
  echo "deb [signed-by=$keys] $mirror $suite main" >"$work/sources.list"
  options=(
    -oDir::Etc::SourceList="$work/sources.list" -oDir::Etc::SourceParts=/dev/null
    -oDir::State::Lists="$work/state/lists" -oDir::Cache="$work/cache"
    -oAcquire::Check-Valid-Until=false -oAcquire::Languages=none -oAPT::Sandbox::User=root
  )
  apt-get -qq "${options[@]}" update >/dev/null
  (
    cd "$work/packages"
    for package in docker.io docker-cli docker-compose docker-buildx containerd; do
      apt-get -qq "${options[@]}" download "$package/$suite" >/dev/null
    done
  )
  rm -rf "$prefix.new"
  mkdir -p "$prefix.new"
  for package in "$work/packages"/*.deb; do dpkg-deb -x "$package" "$prefix.new"; done
  # The packaged link is relative and leads nowhere here; `init: true` needs it.
  ln -sfn /usr/bin/tini-static "$prefix.new/usr/bin/docker-init"
  rm -rf "$prefix"
  mv "$prefix.new" "$prefix"
fi

mkdir -p /usr/local/lib/docker/cli-plugins
for plugin in docker-compose docker-buildx; do
  ln -sfn "$prefix/usr/libexec/docker/cli-plugins/$plugin" "/usr/local/lib/docker/cli-plugins/$plugin"
done
command -v docker >/dev/null || ln -sfn "$prefix/usr/bin/docker" /usr/local/bin/docker
version=$(answers || true)
if [ -n "$version" ]; then
  say "engine $version answers"
  exit 0
fi
grep -q ' cgroup' /proc/mounts || mount -t cgroup2 none /sys/fs/cgroup

say 'starting the engine'
# Left by an engine that was killed; dockerd takes a zombie for alive.
old=$(cat /run/docker.pid 2>/dev/null || true)
if [ -n "$old" ] && ! grep -qs '^State:.[RSD]' "/proc/$old/status"; then rm -f /run/docker.pid; fi
PATH=$prefix/usr/bin:$prefix/usr/sbin:$PATH setsid dockerd </dev/null >>"$log" 2>&1 &
engine=$!
for _ in $(seq 300); do
  version=$(answers || true)
  if [ -n "$version" ]; then
    say "engine $version is ready"
    exit 0
  fi
  kill -0 "$engine" 2>/dev/null || break
  sleep 0.1
done
grep -E 'level=(error|fatal)|failed to' "$log" | tail -5 >&2 || true
fail "the engine did not come up; its log is $log"
