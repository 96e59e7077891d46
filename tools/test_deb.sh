#!/usr/bin/env bash
# tools/test_deb.sh SUITE FILE.deb...: installs packages with apt in a fresh root of a Debian release (bookworm,
# trixie) and uses them there as somebody new would: draws faces, searches, looks at the live page, predicts, reads a
# manual page.
# Prints what each step took. Run it as root.
set -euo pipefail
suite=${1:?suite}
shift
packages=()
for package in "$@"; do packages+=("$(realpath "$package")"); done
cd "$(dirname "$0")/.."
root=build/clean-$suite
# shellcheck source=tools/debian_root.sh
source tools/debian_root.sh
[[ $EUID -eq 0 ]] || fail "making a root needs root"

started=$SECONDS
step() {
  local name=$1
  shift
  local begun=$SECONDS
  quietly "$@"
  echo "$suite: $name: $((SECONDS - begun)) s"
}

rm -rf "$root"
step "root" make_root "$suite"
share_network
mkdir "$root/packages" "$root/srv/my faces"
cp "${packages[@]}" "$root/packages/"
names=()
for package in "${packages[@]}"; do names+=("/packages/$(basename "$package")"); done

in_work() { inside env -C "/srv/my faces" DEBIAN_FRONTEND=noninteractive "$@"; }
step "apt update" in_work apt-get update -q
step "apt install" in_work apt-get install -y -q --no-install-recommends "${names[@]}"
step "efs doctor" in_work efs doctor
step "efs data synth" in_work efs data synth faces --images 60
step "efs search" in_work efs search --images faces/images --labels faces/labels.txt preset=fast \
  "stages=[{epochs: 2, keep: 1}, {epochs: 4, keep: 1}]" "space.architectures=[shufflenet_v2_x0_5, mobilenet_v3_small]"
# shellcheck disable=SC2016  # the inner shell's variables
step "efs serve" in_work timeout 60 bash -euc '
  coproc efs serve --port 0
  read -r said <&"${COPROC[0]}"
  port=${said##*:} port=${port%/}
  ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" "$1" >&3
    grep -q "$2" <&3
  }
  ask / "<title>"
  ask /api/studies "\"name\":\"search\""
  kill "$COPROC_PID"'
step "efs predict" in_work efs predict runs/search/best/model.onnx faces/images --csv boxes.csv
step "efs-agent" in_work efs-agent --help
step "completion" in_work bash -c 'source /usr/share/bash-completion/completions/efs && complete -p efs'
step "manual page" in_work zgrep -q 'efs..search' /usr/share/man/man1/efs-search.1.gz
[[ -s "$root/srv/my faces/boxes.csv" ]] || fail "efs predict wrote nothing"
step "apt remove" in_work apt-get purge -y -q efs efs-agent
! inside test -e /usr/bin/efs || fail "efs is still there"
echo "$suite: all of it: $((SECONDS - started)) s"
rm -rf "$root" "$log"
