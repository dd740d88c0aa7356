#!/usr/bin/env bash
# `./noria test`: every check and test. Installs what a bare Debian machine lacks, then runs Maven once.
#   test.sh ROOT [maven arguments]
set -euo pipefail
root="$1"; shift
cd "$root"

# --- real parts the tests start: PostgreSQL and Chromium ----------------------------------------
packages=()
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || packages+=(postgresql)
command -v chromium >/dev/null || packages+=(chromium)
command -v setsid >/dev/null || packages+=(util-linux)
if [ "${#packages[@]}" -gt 0 ]; then
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "The tests need: ${packages[*]}. On Debian: sudo apt-get install ${packages[*]}" >&2
    exit 1
  fi
  echo "Installing ${packages[*]} for the tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi

# --- the real Python clients ----------------------------------------------------------------------
requirements="dist/src/test/python/requirements.txt"
venv=".build/venv"
wanted="$(cat "$requirements" | sha256sum | cut -c1-16) $(python3 --version)"
if [ "$(cat "$venv/.made" 2>/dev/null)" != "$wanted" ]; then
  echo "Making the virtual environment of the client tests"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  printf '%s' "$wanted" >"$venv/.made"
fi
export NORIA_TEST_PYTHON="$root/$venv/bin/python"

exec mvn -B -Dstyle.color=never verify "$@"
