#!/usr/bin/env bash
# Runs Noria from its folder: lib/*.jar, native/, noria.aot, on the JDK it was built with.
set -euo pipefail
home="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
java="$(cat "$home/bin/java.home")/bin/java"
if [ ! -x "$java" ]; then
  echo "The JDK that Noria was built with is gone ($java); build it again with ./noria." >&2
  exit 1
fi
# The collector and the class path are the same at the cache's making and at every run; a cache that
# does not fit would be refused. JVM messages go to stderr: stdout belongs to the commands.
flags=(@"$home/bin/jvm.flags" "-Dnoria.home=$home" "-Dorg.sqlite.lib.path=$home/native" "-Dorg.sqlite.lib.name=libsqlitejdbc.so")
if [ -r "$home/noria.aot" ] && [ -z "${NORIA_NO_AOT:-}" ]; then
  flags+=("-XX:AOTCache=$home/noria.aot")
fi
# shellcheck disable=SC2086
exec "$java" "${flags[@]}" ${NORIA_JAVA_OPTS:-} -cp "$(cat "$home/bin/class.path" | sed "s|@home@|$home|g")" io.noria.dist.Main "$@"
