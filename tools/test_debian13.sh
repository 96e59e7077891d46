#!/usr/bin/env bash
# Builds the project in a Debian 13 root, runs its fast tests there and measures a model with Debian
# 13's own ONNX Runtime. Run it as root or with sudo, on any Debian whose debootstrap knows trixie.
#
# The root stays, so the next run compiles only what changed. It sees this source tree read-only.
#   EFS_DEBIAN13_FOLDER   where the root is kept (build/debian13)
#   EFS_DEBIAN_MIRROR     the Debian archive; by default the one that this machine's apt uses
#   JOBS                  compilers at a time; by default as many as fit
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "test_debian13.sh: making a Debian 13 root needs root or sudo" >&2; exit 1; }
  exec sudo --preserve-env=EFS_DEBIAN13_FOLDER,EFS_DEBIAN_MIRROR,JOBS,http_proxy,https_proxy,no_proxy \
    "$PWD/tools/test_debian13.sh"
fi

root=${EFS_DEBIAN13_FOLDER:-build/debian13}
# shellcheck source=tools/debian_root.sh
source tools/debian_root.sh

step() {
  echo "==== Debian 13: $* (minute $((SECONDS / 60)))"
}

step "root"
[[ -e $root ]] || make_root trixie
[[ -e $root/usr/sbin/policy-rc.d ]] || fail "$root is no root that this script made; remove it"
share_network
step "packages"
inside tools/install_deps.sh tests
inside dpkg-query -W libonnxruntime1.21 >/dev/null 2>&1 ||
  quietly inside env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends libonnxruntime1.21
step "build and fast tests"
inside make test-fast
step "its own ONNX Runtime"
inside build/release/efs export --arch mobilenet_v2 --out build/mobilenet_v2.onnx
inside build/release/efs bench build/mobilenet_v2.onnx --runtime onnxruntime
step "done"
