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
# Makes a virtual environment unless it is the one that these requirements make: FOLDER REQUIREMENTS
environment() {
  local wanted
  wanted="$(sha256sum <"$2" | cut -c1-16) $(python3 --version)"
  [ "$(cat "$1/.made" 2>/dev/null)" != "$wanted" ] || return 0
  echo "Making the virtual environment of $(basename "$2")"
  rm -rf "$1"
  python3 -m venv "$1"
  "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
  printf '%s' "$wanted" >"$1/.made"
}
# KServe's beside the largest, which leaves a core for it.
environment .build/venv-kserve dist/src/test/python/requirements-kserve.txt &
kserve=$!
environment .build/venv dist/src/test/python/requirements.txt
environment .build/venv-mlflow36 dist/src/test/python/requirements-mlflow36.txt
wait "$kserve"
export NORIA_TEST_PYTHON="$root/.build/venv/bin/python"
export NORIA_TEST_PYTHON_MLFLOW36="$root/.build/venv-mlflow36/bin/python"
export NORIA_TEST_PYTHON_KSERVE="$root/.build/venv-kserve/bin/python"

exec mvn -B -Dstyle.color=never verify "$@"
