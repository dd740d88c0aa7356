#!/usr/bin/env bash
# Lays out the runnable folder: bin/, lib/, native/, examples/, noria.aot.
#   assemble.sh APP JAR ROOT JAVA_HOME
set -euo pipefail
app="$1" jar="$2" root="$3" java_home="$4"

mkdir -p "$app/bin" "$app/native" "$app/lib"
cp "$jar" "$app/lib/"
scripts="$(dirname "${BASH_SOURCE[0]}")"
cp "$scripts/jvm.flags" "$app/bin/jvm.flags"
printf '%s' "$java_home" >"$app/bin/java.home"
install -m 755 "$scripts/noria.sh" "$app/bin/noria"
rm -rf "$app/examples" && mkdir -p "$app/examples" && cp -R "$root/examples/." "$app/examples/"

# The jars in one fixed order: the AOT cache is only good for the class path it was made with.
(cd "$app/lib" && ls *.jar | LC_ALL=C sort | paste -sd: -) >"$app/bin/class.path"

# Native libraries beside the jars, so that they need not be unpacked at each start.
if [ -n "$(find "$app/lib" -name "duckdb_jdbc-*.jar" -size +20M)" ] || [ ! -e "$app/native/libsqlitejdbc.so" ]; then
  "$java_home/bin/java" -cp "$app/lib/*" io.noria.dist.NativeLibraries "$app/lib" "$app/native"
fi

# The AOT cache: one training run that starts the server, answers what a first user asks, and stops.
rm -f "$app/noria.aot"
if [ -z "${NORIA_SKIP_AOT:-}" ]; then
  NORIA_NO_AOT=1 NORIA_JAVA_OPTS="-XX:AOTCacheOutput=$app/noria.aot" \
    "$app/bin/noria" warm-up >"$app/aot.log" 2>&1 || { cat "$app/aot.log"; exit 1; }
fi
