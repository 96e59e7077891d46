#!/usr/bin/env bash
# tools/image.sh FILE.deb FOLDER: an OCI image of efs in FOLDER/efs-VERSION-oci.tar, made without a daemon: a fresh
# root of the Debian release that the package is for, with the package and what it recommends, packed as one layer.
# `podman load -i` and `skopeo copy oci-archive:FILE` read it. Needs root. Times in it are SOURCE_DATE_EPOCH, or that of
# the last commit.
set -euo pipefail
package=$(realpath "${1:?package}")
mkdir -p "${2:?folder}"
out=$(realpath "$2")
cd "$(dirname "$0")/.."
full_version=$(dpkg-deb -f "$package" Version)
version=${full_version%-*}
arch=$(dpkg-deb -f "$package" Architecture)
case $full_version in
  *~deb12) suite=bookworm ;;
  *~deb13) suite=trixie ;;
  *)
    echo "image.sh: $package is for no Debian release that is known here: version $full_version" >&2
    exit 1
    ;;
esac
root=build/image-$suite
# shellcheck source=tools/debian_root.sh
source tools/debian_root.sh
[[ $EUID -eq 0 ]] || fail "making a root needs root"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

rm -rf "$root"
make_root "$suite"
share_network
mkdir "$root/packages"
cp "$package" "$root/packages/"
quietly inside apt-get update -q
wanted=("/packages/$(basename "$package")")
for recommended in $(dpkg-deb -f "$package" Recommends | tr -d ' ' | tr ',' ' '); do
  if inside apt-cache show "$recommended" >"$log" 2>&1; then wanted+=("$recommended"); fi
done
quietly inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${wanted[@]}"
quietly inside apt-get clean
# What differs from one making to the next, or is of this machine: caches, logs, names, proxies.
(
  cd "$root"
  rm -rf packages src build var/lib/apt/lists/* var/cache/* var/log/* etc/apt/apt.conf.d/99machine etc/apt/auth.conf* \
    etc/machine-id etc/resolv.conf etc/hosts etc/hostname usr/sbin/policy-rc.d usr/local/share/ca-certificates/* \
    var/lib/systemd var/lib/dbus tmp/* run/* root/.cache
  : >etc/machine-id
  find . -name '__pycache__' -prune -exec rm -rf {} +
  mkdir -p srv/efs
)

# The layout: https://github.com/opencontainers/image-spec
layout=build/image-layout
rm -rf "$layout"
mkdir -p "$layout/blobs/sha256"
keep() { # FILE -> its digest, as a blob
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  mv "$1" "$layout/blobs/sha256/$digest"
  echo "$digest"
}
size_of() { stat -c %s "$layout/blobs/sha256/$1"; }
created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --clamp-mtime --numeric-owner --xattrs --one-file-system \
  --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -C "$root" -cf build/layer.tar .
unpacked=$(sha256sum build/layer.tar | cut -d' ' -f1)
gzip -6n build/layer.tar
layer=$(keep build/layer.tar.gz)
cat >build/config.json <<END
{"created":"$created","architecture":"$arch","os":"linux","config":{"Entrypoint":["efs"],"Cmd":["--help"],
"WorkingDir":"/srv/efs","ExposedPorts":{"8080/tcp":{}},"Env":["PATH=/usr/local/bin:/usr/bin:/bin","LC_ALL=C.UTF-8"],
"Labels":{"org.opencontainers.image.title":"efs","org.opencontainers.image.version":"$version"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$unpacked"]},"history":[{"created":"$created","created_by":"tools/image.sh"}]}
END
config=$(keep build/config.json)
cat >build/manifest.json <<END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:$config","size":$(size_of "$config")},
"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:$layer","size":$(size_of "$layer")}]}
END
manifest=$(keep build/manifest.json)
cat >"$layout/index.json" <<END
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:$manifest","size":$(size_of "$manifest"),
"platform":{"architecture":"$arch","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"efs:$version"}}]}
END
echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -C "$layout" \
  -cf "$out/efs-$version-oci.tar" .
rm -rf "$root" "$layout" "$log"
echo "$out/efs-$version-oci.tar"
