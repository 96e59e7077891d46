#!/usr/bin/env bash
# tools/deb_in_root.sh SUITE FOLDER [JOBS]: builds the Debian packages for another Debian release (trixie), in a root
# of that release, into FOLDER. Needs root. The root stays in build/packages-SUITE: the next run compiles only what
# changed. SOURCE_DATE_EPOCH, or the last commit's time, is the time in the packages.
set -euo pipefail
suite=${1:?suite}
mkdir -p "${2:?folder}"
out=$(realpath "$2")
jobs=${3:-$(nproc)}
cd "$(dirname "$0")/.."
root=build/packages-$suite
# shellcheck source=tools/debian_root.sh
source tools/debian_root.sh
[[ $EUID -eq 0 ]] || fail "making a root needs root"
epoch=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

[[ -e $root ]] || make_root "$suite"
[[ -e $root/usr/sbin/policy-rc.d ]] || fail "$root is no root that this script made; remove it"
share_network
inside tools/install_deps.sh deb
quietly inside cmake --preset release -DEFS_TESTS=OFF -DEFS_BENCH=OFF
inside cmake --build --preset release -j "$jobs"
rm -rf "$root/build/dist"
quietly inside env SOURCE_DATE_EPOCH="$epoch" cpack --config build/release/CPackConfig.cmake -B build/dist
cp "$root"/build/dist/*.deb "$out/"
ls "$out"/*.deb
