#!/usr/bin/env bash
# Installs, quietly and only where missing, the AWS clients that the slow tests drive the server with:
# AWS CLI and boto3 (from PyPI or Debian), s3cmd (Debian). Prints nothing unless something fails.
set -euo pipefail

log=$(mktemp)
trap 'status=$?; [ $status -eq 0 ] || { echo "test/setup/clients.sh could not install a client:" >&2; tail -20 "$log" >&2; }; rm -f "$log"' EXIT

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

debian() {
  if [ ! -e "${TMPDIR:-/tmp}/.keystate-apt-updated" ]; then
    as_root apt-get update -qq >>"$log" 2>&1
    touch "${TMPDIR:-/tmp}/.keystate-apt-updated"
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1
}

# One installation at a time, however many tests ask.
exec 9>"${TMPDIR:-/tmp}/keystate-clients.lock"
flock 9

command -v aws >/dev/null 2>&1 || debian awscli
command -v s3cmd >/dev/null 2>&1 || debian s3cmd
python3 -c 'import boto3' >/dev/null 2>&1 ||
  python3 -m pip install --quiet boto3 >>"$log" 2>&1 || debian python3-boto3
