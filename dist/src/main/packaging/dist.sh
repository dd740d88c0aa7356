#!/usr/bin/env bash
# `./noria dist`: packages that run where there is no Java, from the folder that the build made.
#   dist.sh ROOT APP JAVA_HOME [--out FOLDER] [--only tarball,deb,wheel]
# Each prints one line on stdout when it is there: its size and where it lies.
set -euo pipefail
root="$1" app="$2" java_home="$3"; shift 3
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
say() { printf '%s\n' "$*" >&2; }
usage() {
  cat <<'USAGE'
Usage: ./noria dist [--out FOLDER] [--only tarball,deb,wheel]
Makes packages of Noria that need no Java where they run.
      --out FOLDER   where they are put (default: dist/target/packages)
      --only LIST    some of tarball, deb, wheel (default: all that can be made here)
USAGE
}
wrong() { say "noria dist: $1"; usage >&2; exit 2; }

out="$root/dist/target/packages" only=""
while [ $# -gt 0 ]; do
  case "$1" in
    --out) [ $# -gt 1 ] || wrong "--out (expected: a folder after it)"; out="$2"; shift 2 ;;
    --out=*) out="${1#*=}"; shift ;;
    --only) [ $# -gt 1 ] || wrong "--only (expected: tarball, deb or wheel after it)"; only="$2"; shift 2 ;;
    --only=*) only="${1#*=}"; shift ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "unknown argument: $1" ;;
  esac
done

# --- what can be made here ----------------------------------------------------------------------
machine="$(uname -m)"
if [ "$(uname -s)" != Linux ] || { [ "$machine" != x86_64 ] && [ "$machine" != aarch64 ]; }; then
  say "noria dist: $(uname -s) on $machine (expected: Linux on x86_64 or aarch64; a package is made on the system it is for)"
  exit 1
fi
asked="${only:-tarball,deb,wheel}"
kinds=()
IFS=, read -r -a wanted <<<"$asked"
for kind in "${wanted[@]}"; do
  case "$kind" in
    tarball) needs=tar ;;
    deb) needs=dpkg-deb ;;
    wheel) needs=python3 ;;
    *) wrong "--only: $kind (expected: tarball, deb or wheel)" ;;
  esac
  if command -v "$needs" >/dev/null; then kinds+=("$kind")
  elif [ -n "$only" ]; then say "noria dist: a $kind needs $needs, which is not on the PATH"; exit 1
  else say "No $kind: $needs is not on the PATH."
  fi
done
[ "${#kinds[@]}" -gt 0 ] || wrong "--only: nothing (expected: tarball, deb or wheel)"
[ -x "$app/bin/noria" ] || { say "noria dist: there is no build at $app (expected: ./noria --version builds it)"; exit 1; }
mkdir -p "$out"
out="$(cd "$out" && pwd)"

version="$(basename "$app"/lib/noria-dist-*.jar .jar)"
version="${version#noria-dist-}"
# Times inside packages: of the last commit, so that the same sources give the same times.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH="$(git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/pom.xml")"
fi
export SOURCE_DATE_EPOCH
umask 022

# --- the folder they all hold -------------------------------------------------------------------
work="$(mktemp -d "$out/.dist.XXXXXX")"
trap 'rm -rf "$work"' EXIT
name="noria-$version-linux-$machine"
say "Laying out $name: runtime, jars, start-up cache"
bash "$here/stage.sh" "$root" "$app" "$java_home" "$work/$name"

made() { printf '%s MB  %s\n' "$(($(stat -c %s "$1") / 1000000))" "$1"; }
for kind in "${kinds[@]}"; do
  case "$kind" in
    tarball)
      tar -C "$work" --format=gnu --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "$name" |
        gzip -n >"$work/$name.tar.gz"
      mv "$work/$name.tar.gz" "$out/"
      made "$out/$name.tar.gz"
      ;;
    deb) made "$(bash "$here/deb.sh" "$work/$name" "$version" "$machine" "$out")" ;;
    wheel)
      made "$(python3 "$here/wheel.py" --stage "$work/$name" --version "$version" --machine "$machine" \
        --package "$root/python" --license "$root/LICENSE" --out "$out")"
      ;;
  esac
done
