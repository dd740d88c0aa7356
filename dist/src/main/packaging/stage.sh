#!/usr/bin/env bash
# The folder that every package holds: bin/, lib/, native/, examples/, runtime/, noria.aot.
#   stage.sh ROOT APP JAVA_HOME STAGE        (SOURCE_DATE_EPOCH: the times of all files)
set -euo pipefail
root="$1" app="$2" java_home="$3" stage="$4"
say() { printf '%s\n' "$*" >&2; }

mkdir -p "$stage/bin"
install -m 755 "$app/bin/noria" "$stage/bin/noria"
install -m 644 "$app/bin/jvm.flags" "$app/bin/class.path" "$stage/bin/"
cp -R "$app/lib" "$app/native" "$app/examples" "$stage/"
install -m 644 "$root/LICENSE" "$stage/LICENSE"
"$java_home/bin/java" -cp "$app/lib/*" io.noria.dist.NativeLibraries "$stage/lib" "$stage/native" lean

# --- the runtime: only the modules that some jar uses ---------------------------------------------
# Users of java.desktop that use it nowhere on Noria's ways: Jdbi's and Kryo's mappers of beans,
# PostgreSQL's points as AWT's, annotations that Jackson does without. It would add 12 MB.
without_desktop="jackson-databind|jdbi3-core|kryo|postgresql|com.fasterxml.jackson.databind|tools.jackson.databind"
uses="$("$java_home/bin/jdeps" -s -q --ignore-missing-deps --multi-release "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$java_home/release")" \
  --class-path "$stage/lib/*" "$stage"/lib/*.jar)"
modules="$(sed -nE 's/.* -> ((java|jdk)\.[a-z.]+)$/\1/p' <<<"$uses" | sort -u | grep -v '^java\.desktop$' | paste -sd, -)"
others="$(grep -E ' -> java\.desktop$' <<<"$uses" | grep -vE "^($without_desktop)[-0-9.a-z]* " || true)"
if [ -n "$others" ]; then
  say "With java.desktop, for:${others//$'\n'/,}"
  modules+=",java.desktop"
fi
# And what is reached by name only: elliptic curves of TLS, zip as a file system.
modules+=",jdk.crypto.ec,jdk.zipfs"
# Not compressed: the packages are, and do it better than entry by entry (6 MB less to download);
# nothing has to be inflated at run time.
if ! "$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress zip-0 \
  --output "$stage/runtime" >"$stage/../jlink.log" 2>&1; then
  tail -n 5 "$stage/../jlink.log" >&2
  say "jlink could not make a runtime from $java_home (expected: a whole JDK 25, with jmods or able to link from itself)."
  exit 1
fi
rm -f "$stage"/runtime/bin/{jfr,keytool,rmiregistry} "$stage"/runtime/lib/{jexec,jrt-fs.jar,classlist}
# Each module's licence is java.base's, by a link; wheels hold no links.
find "$stage/runtime/legal" -type l -delete
find "$stage/runtime/legal" -type d -empty -delete

# --- native libraries -----------------------------------------------------------------------------
openmp="$(find /usr/lib/*-linux-gnu /usr/lib64 /usr/lib -maxdepth 1 -name libgomp.so.1 2>/dev/null | head -n 1 || true)"
if [ -n "$openmp" ]; then
  mkdir -p "$stage/native/openmp"
  install -m 644 "$(readlink -f "$openmp")" "$stage/native/openmp/libgomp.so.1"
else
  say "libgomp.so.1 is not here, so where the packages run it must be (on Debian: libgomp1)."
fi
if command -v strip >/dev/null; then
  find "$stage" -type f \( -name '*.so' -o -name '*.so.*' -o -name '*.so_*' -o -path '*/runtime/bin/java' -o -name jspawnhelper \) -exec chmod u+w {} + -exec strip --strip-unneeded {} +
fi

# --- completion scripts ----------------------------------------------------------------------------
mkdir -p "$stage/completions"
for shell in bash zsh fish; do NORIA_NO_AOT=1 "$stage/bin/noria" completion "$shell" >"$stage/completions/noria.$shell"; done

# --- one time, one set of permissions; then the cache, which knows the jars by their times --------
find "$stage" -type d -exec chmod 755 {} + -o -type f -perm /100 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
printf '%s' "$SOURCE_DATE_EPOCH" >"$stage/bin/jars.time"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
if ! NORIA_NO_AOT=1 NORIA_JAVA_OPTS="-XX:AOTCacheOutput=$stage/noria.aot" "$stage/bin/noria" warm-up >"$stage/../aot.log" 2>&1 ||
  [ ! -s "$stage/noria.aot" ]; then
  tail -n 20 "$stage/../aot.log" >&2
  say "The start-up cache could not be made."
  exit 1
fi
chmod 644 "$stage/noria.aot"
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
