#!/usr/bin/env bash
# tools/release.sh [JOBS]: everything that a release has, from the tag of its version, in dist/VERSION with SHA256SUMS:
# Debian packages for Debian 12 and 13, efs-agent as static files, and the OCI image. Needs root, on Debian 12. Times in
# all of them are the tag's: the same tag makes the same bytes.
set -euo pipefail
jobs=${1:-$(nproc)}
cd "$(dirname "$0")/.."
fail() {
  echo "release.sh: $*" >&2
  exit 1
}
[[ $EUID -eq 0 ]] || fail "making roots needs root"
version=$(sed -n 's/^project(EdgeFaceSearch VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
[[ -z $(git status --porcelain) ]] || fail "the tree has changes; commit them"
[[ $(git describe --exact-match --match "v$version" 2>/dev/null) == "v$version" ]] ||
  fail "this is not the tag v$version, the version of CMakeLists.txt; git checkout v$version"
grep -q "^## \[$version\]" CHANGELOG.md || fail "CHANGELOG.md has no notes for $version"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

out=$PWD/dist/$version
rm -rf "$out"
mkdir -p "$out"
tools/deb_in_root.sh bookworm "$out" "$jobs"
tools/deb_in_root.sh trixie "$out" "$jobs"
tools/install_deps.sh agent
tools/agent_archives.sh "$out" "$jobs"
# Of Debian 13, which has a package of ONNX Runtime.
tools/image.sh "$out"/efs_*deb13*.deb "$out"
# The notes: what CHANGELOG.md says of this version.
sed -n "/^## \[$version\]/,/^## \[/{/^## \[$version\]/d;/^## \[/d;p}" CHANGELOG.md >"$out/NOTES.md"
(cd "$out" && sha256sum -- * >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS && cat SHA256SUMS)
