#!/usr/bin/env bash
# tools/agent_archives.sh FOLDER [JOBS]: efs-agent as one static file for each kind of board, in
# FOLDER/efs-agent-VERSION-linux-ARCH.tar.gz with its licences and its page. The same sources and
# SOURCE_DATE_EPOCH make the same bytes.
set -euo pipefail
mkdir -p "${1:?folder}"
out=$(realpath "$1")
jobs=${2:-$(nproc)}
cd "$(dirname "$0")/.."
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
version=$(sed -n 's/^project(EdgeFaceSearch VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
[[ -n $version ]] || { echo "agent_archives.sh: no version in CMakeLists.txt" >&2; exit 1; }

tools/agent_sources.sh build/agent-sources
for arch in x86_64 aarch64 armhf; do
  (cd agent && cmake --preset "agent-$arch" >/dev/null)
  cmake --build "build/agent-$arch" -j "$jobs"
  name=efs-agent-$version-linux-$arch
  folder=build/archives/$name
  rm -rf "$folder"
  mkdir -p "$folder/licences"
  strip=strip
  case $arch in
    aarch64) strip=aarch64-linux-gnu-strip ;;
    armhf) strip=arm-linux-gnueabihf-strip ;;
  esac
  "$strip" -o "$folder/efs-agent" "build/agent-$arch/efs-agent"
  cp LICENSE docs/agent.md docs/agent_protocol.md "$folder/"
  # Of what becomes part of a static program.
  for package in libc6-dev libcli11-dev libfmt-dev libssl-dev nlohmann-json3-dev; do
    cp "/usr/share/doc/$package/copyright" "$folder/licences/$package"
  done
  cp /usr/share/doc/libstdc++6/copyright "$folder/licences/libstdc++"
  tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --mode=go-w \
    -C build/archives -c "$name" | gzip -9n >"$out/$name.tar.gz"
  echo "$out/$name.tar.gz"
done
