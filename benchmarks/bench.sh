#!/usr/bin/env bash
# The side-by-side runs: noria bench [startup|tracking|predict|serving|demo|init|rerun|why|trees|soak]
# Everything it needs is made under .build/bench; nothing else is touched.
set -euo pipefail

home="$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)"
what="${1:-all}"
shift || true
work="$home/.build/bench"
rm -rf "$work/scratch"
mkdir -p "$work"
app="${NORIA_HOME:-$home/dist/target/noria}"
jars="$home/benchmarks/target/lib"
main_jar="$home/benchmarks/target/noria-benchmarks-0.1.0-SNAPSHOT.jar"

if [ -z "${JAVA_HOME:-}" ]; then
  echo "noria bench: start it as ./noria bench, which finds the JDK" >&2
  exit 1
fi
if [ ! -x "$app/bin/noria" ]; then
  echo "noria bench: there is no build at $app (expected: ./noria --version builds it)" >&2
  exit 1
fi
if [ ! -e "$main_jar" ] || [ -n "$(find "$home/benchmarks/src" "$home/benchmarks/pom.xml" -newer "$main_jar" -print -quit)" ]; then
  echo "Building the benchmarks (log: .build/bench/build.log)" >&2
  (cd "$home" && mvn -B -q -Dquick -DskipTests -f benchmarks/pom.xml package) >"$work/build.log" 2>&1 ||
    { tail -n 20 "$work/build.log" >&2; exit 1; }
fi
case "$what" in
  tracking | predict | serving | init | why | trees | all)
    if [ ! -e "$work/venv/.ready" ] || [ "$home/benchmarks/requirements.txt" -nt "$work/venv/.ready" ]; then
      echo "Making the Python environment of the other systems (log: .build/bench/venv.log)" >&2
      # FastTrackML asks for an old MLflow's client, which its server does not need.
      { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -r "$home/benchmarks/requirements.txt" &&
        "$work/venv/bin/pip" install --no-deps fasttrackml==0.6.0; } >"$work/venv.log" 2>&1 ||
        { tail -n 20 "$work/venv.log" >&2; exit 1; }
      touch "$work/venv/.ready"
    fi
    ;;
esac
exec "$JAVA_HOME/bin/java" -XX:+UseParallelGC -Xmx512m -cp "$main_jar:$jars/*" io.noria.benchmarks.Bench \
  "$what" --home "$home" --app "$app" --work "$work" "$@"
