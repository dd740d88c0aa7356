#!/usr/bin/env bash
# Runs Noria from its folder: lib/*.jar, native/, noria.aot, on the runtime that lies in the folder
# (a package) or on the JDK it was built with (a checkout). Where the folder lies does not matter.
set -euo pipefail
home="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
case "${1:-}" in
  test | bench | dist)
    echo "noria $1 works on Noria's sources (expected: ./noria $1 in a checkout)" >&2
    exit 1
    ;;
esac
java="$home/runtime/bin/java"
if [ ! -x "$java" ] && [ -r "$home/bin/java.home" ]; then java="$(<"$home/bin/java.home")/bin/java"; fi
if [ ! -x "$java" ]; then
  echo "Noria's Java is gone ($java); build it again with ./noria, or unpack the package again." >&2
  exit 1
fi

# The collector and the class path are the same at the cache's making and at every run; a cache that
# does not fit would be refused. JVM messages go to stderr: stdout belongs to the commands.
IFS=: read -r -a jars <"$home/bin/class.path"
class_path=""
for jar in "${jars[@]}"; do class_path+="${class_path:+:}$home/lib/$jar"; done
flags=(@"$home/bin/jvm.flags" "-Dnoria.home=$home"
  "-Dorg.sqlite.lib.path=$home/native" "-Dorg.sqlite.lib.name=libsqlitejdbc.so")
# Java asks the system's list of users where home is, and small images have none of the user's.
if [ -n "${HOME:-}" ]; then flags+=("-Duser.home=$HOME"); fi

# The cache knows its jars by their times, which some installers (pip) set anew: put them back, or
# start without the cache where they may not be touched.
cache="$home/noria.aot"
if [ -r "$cache" ] && [ -r "$home/bin/jars.time" ]; then
  made="$(<"$home/bin/jars.time")"
  if [ "$(stat -c %Y "$home/lib/${jars[0]}")" != "$made" ]; then
    touch -d "@$made" "$home"/lib/*.jar 2>/dev/null || cache=""
  fi
fi
if [ -r "$cache" ] && [ -z "${NORIA_NO_AOT:-}" ]; then flags+=("-XX:AOTCache=$cache"); fi

# XGBoost needs the system's OpenMP library; small images lack it, so packages bring one.
if [ -d "$home/native/openmp" ]; then
  system=""
  for folder in /usr/lib/*-linux-gnu /lib/*-linux-gnu /usr/lib64 /lib64 /usr/lib; do
    if [ -e "$folder/libgomp.so.1" ]; then system="$folder"; fi
  done
  if [ -z "$system" ]; then export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$home/native/openmp"; fi
fi
# shellcheck disable=SC2086
exec "$java" "${flags[@]}" ${NORIA_JAVA_OPTS:-} -cp "$class_path" io.noria.dist.Main "$@"
