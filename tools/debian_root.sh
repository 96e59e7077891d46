# tools/debian_root.sh, to be sourced: roots of Debian releases, made with debootstrap and mounted in a namespace
# of their own, so no mount is left behind, however a script ends. Needs root. The script that sources it stands in
# the project's folder and has set `root`, the folder of the root.
#   EFS_DEBIAN_MIRROR   the Debian archive; by default the one that this machine's apt uses

root=$(realpath -m "$root")
log=$root.log
mkdir -p "$(dirname "$root")" build

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Prints the output only if the command fails.
quietly() {
  "$@" >"$log" 2>&1 </dev/null && return
  cat "$log" >&2
  fail "failed: $*"
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

# make_root SUITE: a minimal root of a release, "trixie".
make_root() {
  local suite=$1 uri proxy='' partial=$root.partial
  quietly apt-get update -q
  uri=$(mirror)
  if ! command -v debootstrap >/dev/null; then
    quietly env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends debootstrap
  fi
  eval "$(apt-config shell proxy "Acquire::${uri%%:*}::Proxy")"
  rm -rf "$partial"
  quietly unshare --mount env ${proxy:+"${uri%%:*}_proxy=$proxy"} \
    debootstrap --variant=minbase --include=ca-certificates "$suite" "$partial" "$uri"
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
