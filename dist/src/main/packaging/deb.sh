#!/usr/bin/env bash
# A Debian package from the staged folder; prints where it lies.
#   deb.sh STAGE VERSION MACHINE OUT         (SOURCE_DATE_EPOCH: the times of all files)
set -euo pipefail
stage="$1" version="${2/-SNAPSHOT/~snapshot}" machine="$3" out="$4"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
case "$machine" in x86_64) architecture=amd64 ;; *) architecture=arm64 ;; esac
root="$(dirname "$stage")/deb"
maintainer="${DEBFULLNAME:-Noria} <${DEBEMAIL:-noria@localhost}>"

mkdir -p "$root"/DEBIAN "$root"/usr/bin "$root"/usr/lib/systemd/system "$root"/etc/noria "$root"/usr/share/doc/noria "$root"/usr/share/man/man1 \
  "$root"/usr/share/lintian/overrides
cp -al "$stage" "$root/usr/lib/noria"
# The system brings its own OpenMP library, and says the licence in one place.
rm -rf "$root/usr/lib/noria/native/openmp" "$root/usr/lib/noria/LICENSE"
ln -s ../lib/noria/bin/noria "$root/usr/bin/noria"
install -D -m 644 "$stage/completions/noria.bash" "$root/usr/share/bash-completion/completions/noria"
install -D -m 644 "$stage/completions/noria.fish" "$root/usr/share/fish/vendor_completions.d/noria.fish"
install -m 644 "$here/debian/noria.service" "$root/usr/lib/systemd/system/noria.service"
install -m 644 "$here/debian/server.yaml" "$root/etc/noria/server.yaml"
install -m 644 "$here/debian/copyright" "$root/usr/share/doc/noria/copyright"
install -m 644 "$here/../../../../docs/server.md" "$root/usr/share/doc/noria/server.md"
install -m 644 "$here/../../../../docs/install.md" "$root/usr/share/doc/noria/README.md"
gzip -n9 <"$here/debian/noria.1" >"$root/usr/share/man/man1/noria.1.gz"
install -m 644 "$here/debian/overrides" "$root/usr/share/lintian/overrides/noria"
printf 'noria (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md in the sources.\n\n -- %s  %s\n' \
  "$version" "$maintainer" "$(LC_ALL=C date -uR -d "@$SOURCE_DATE_EPOCH")" | gzip -n9 >"$root/usr/share/doc/noria/changelog.gz"

for script in postinst prerm postrm; do install -m 755 "$here/debian/$script" "$root/DEBIAN/$script"; done
echo /etc/noria/server.yaml >"$root/DEBIAN/conffiles"
cat >"$root/DEBIAN/control" <<CONTROL
Package: noria
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: adduser, init-system-helpers (>= 1.51), libc6 (>= $(bash "$here/glibc.sh" "$stage")), libgcc-s1, libgomp1, libstdc++6
Section: science
Priority: optional
Description: whole life of a machine-learning model in one program
 Data versions, experiments, a model registry with gates, serving, monitoring
 and the loop that retrains and redeploys, with the protocols that MLflow's
 clients speak. The package brings its own Java runtime and starts a server on
 127.0.0.1:7600; its settings are in /etc/noria/server.yaml, its data in
 /var/lib/noria.
CONTROL
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN"/{control,conffiles,md5sums}
find "$root" -newermt "@$SOURCE_DATE_EPOCH" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
if command -v systemd-analyze >/dev/null; then
  # The program is not at its place yet: here it is checked with the one in the tree.
  sed "s|^ExecStart=/usr|ExecStart=$root/usr|" "$here/debian/noria.service" >"$root/../noria.service"
  systemd-analyze verify "$root/../noria.service" >&2
fi
file="$out/noria_${version}_$architecture.deb"
# The weakest xz: jars and the runtime are compressed already, and the rest is halved in seconds.
dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$file" >&2
printf '%s' "$file"
