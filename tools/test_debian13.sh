#!/usr/bin/env bash
# Builds the project in a Debian 13 root, runs its fast tests there and measures a model with Debian
# 13's own ONNX Runtime. Run it as root or with sudo, on any Debian whose debootstrap knows trixie.
#
# The root stays, so the next run compiles only what changed. It sees this source tree read-only. It is
# mounted in a namespace of its own, so no mount is left behind, however the script ends.
#   EFS_DEBIAN13_FOLDER   where the root is kept (build/debian13)
#   EFS_DEBIAN_MIRROR     the Debian archive; by default the one that this machine's apt uses
#   JOBS                  compilers at a time; by default as many as fit
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "test_debian13.sh: $*" >&2
  exit 1
}

if [[ $EUID -ne 0 ]]; then
  command -v sudo >/dev/null || fail "making a Debian 13 root needs root or sudo"
  exec sudo --preserve-env=EFS_DEBIAN13_FOLDER,EFS_DEBIAN_MIRROR,JOBS,http_proxy,https_proxy,no_proxy \
    "$PWD/tools/test_debian13.sh"
fi

root=$(realpath -m "${EFS_DEBIAN13_FOLDER:-build/debian13}")
log=$root.log
mkdir -p "$(dirname "$root")" build

# Prints the output only if the command fails.
quietly() {
  "$@" >"$log" 2>&1 </dev/null && return
  cat "$log" >&2
  fail "failed: $*"
}

step() {
  echo "==== Debian 13: $* (minute $((SECONDS / 60)))"
}

# Runs in the root, with the machine's processors and devices; this tree is /src, except for build/.
inside() {
  # shellcheck disable=SC2016  # the inner shell's variables
  unshare --mount --pid --fork --kill-child bash -euc '
    root=$1 source=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount --rbind /dev "$root/dev"
    mount -o bind,ro "$source" "$root/src"
    mount --bind "$root/build" "$root/src/build"
    exec chroot "$root" env -C /src -u TMPDIR -u EFS_ONNXRUNTIME -u EFS_SKIP_DEPS HOME=/root LC_ALL=C.UTF-8 \
      PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin CCACHE_DIR=/ccache "$@"
  ' inside "$root" "$PWD" "$@"
}

mirror() {
  local uri=${EFS_DEBIAN_MIRROR:-}
  if [[ -z $uri ]]; then
    # shellcheck disable=SC2016  # apt's variable
    uri=$(apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | sed -n 1p)
  fi
  [[ -n $uri ]] ||
    fail "apt here knows no Debian archive; set EFS_DEBIAN_MIRROR to a mirror's URL"
  echo "$uri"
}

make_root() {
  local uri proxy='' partial=$root.partial
  quietly apt-get update -q
  uri=$(mirror)
  if ! command -v debootstrap >/dev/null; then
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends debootstrap
  fi
  eval "$(apt-config shell proxy "Acquire::${uri%%:*}::Proxy")"
  rm -rf "$partial"
  quietly unshare --mount env ${proxy:+"${uri%%:*}_proxy=$proxy"} \
    debootstrap --variant=minbase --include=ca-certificates trixie "$partial" "$uri"
  mkdir "$partial/src" "$partial/build"
  printf '#!/bin/sh\nexit 101\n' >"$partial/usr/sbin/policy-rc.d" # packages start no services
  chmod +x "$partial/usr/sbin/policy-rc.d"
  mv -T "$partial" "$root"
}

# Copies at each run how this machine reaches the network: names, certificates, proxies, passwords.
share_network() {
  local path
  for path in /etc/resolv.conf /etc/hosts /usr/local/share/ca-certificates /etc/apt/auth.conf{,.d}; do
    [[ ! -e $path ]] || cp -rLp "$path" "$root$(dirname "$path")/"
  done
  apt-config dump | grep -E '^Acquire::(https?|Check)' >"$root/etc/apt/apt.conf.d/99machine" || true
  quietly inside update-ca-certificates
}

step "root"
[[ -e $root ]] || make_root
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
