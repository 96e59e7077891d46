#!/usr/bin/env bash
# Shows that efs-agent works on 64-bit ARM, on a processor that qemu emulates. efs measures through the
# static agent (with a benchmark program) and through the linked one (with ONNX Runtime). The times
# mean nothing. Needs the files that `make test-agent-aarch64` builds.
#
#   tools/test_agent_aarch64.sh [EFS]     EFS: the program, by default build/release/efs
set -euo pipefail
cd "$(dirname "$0")/.."
efs=${1:-build/release/efs}
static_agent=build/agent-aarch64/efs-agent
linked_agent=build/agent-aarch64-linked/efs-agent
onnxruntime_folder=build/agent-aarch64-linked/onnxruntime
readelf=aarch64-linux-gnu-readelf
export LC_ALL=C  # readelf translates its messages
unset EFS_ONNXRUNTIME

give_up() {
  echo "test_agent_aarch64.sh: $*" >&2
  exit 1
}

for program in "$efs" "$static_agent" "$linked_agent"; do
  [[ -x $program ]] || give_up "$program is missing; 'make test-agent-aarch64' builds it"
done
for program in qemu-aarch64-static "$readelf"; do
  command -v "$program" >/dev/null ||
    give_up "$program is missing; 'tools/install_deps.sh agent-test' installs it"
done

folder=$(mktemp -d)
agent=
clean_up() {
  if [[ -n $agent ]]; then
    kill -KILL "$agent" 2>/dev/null || true
    wait "$agent" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap clean_up EXIT

# The board. qemu shows this machine's /proc, except for files in the folder from which it takes
# libraries. ONNX Runtime crashes if /proc/cpuinfo is that of another processor.
export QEMU_CPU=cortex-a72 QEMU_LD_PREFIX=$folder/board
mkdir -p "$QEMU_LD_PREFIX/proc/device-tree"
printf 'Emulated Cortex-A72\0' >"$QEMU_LD_PREFIX/proc/device-tree/model"
for ((cpu = 0; cpu < $(nproc --all); cpu++)); do
  printf '%s\t: %s\n' processor "$cpu" Features "fp asimd evtstrm crc32 cpuid" \
    "CPU implementer" 0x41 "CPU architecture" 8 "CPU variant" 0x0 "CPU part" 0xd08 \
    "CPU revision" 3
  echo
done >"$QEMU_LD_PREFIX/proc/cpuinfo"

# start AGENT ARGUMENT...: sets `agent` and `url`.
start() {
  local log=$folder/log
  : >"$log"  # here, because the background process may do it after the first check
  qemu-aarch64-static "$@" --port 0 --folder "$folder/models" --prefix qemu-aarch64-static \
    >"$log" 2>&1 &
  agent=$!
  for ((tenth = 0; tenth < 600; tenth++)); do
    if grep -q 'listens on port' "$log"; then
      url=http://127.0.0.1:$(sed -n 's/.* listens on port //p' "$log")
      return
    fi
    kill -0 "$agent" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  give_up "$1 did not start, or not within a minute"
}

stop() {
  local status=0
  kill "$agent" 2>/dev/null || true
  wait "$agent" || status=$?
  agent=
  [[ $status -eq 0 ]] || { cat "$folder/log" >&2; give_up "the agent ended with $status"; }
}

# expect REGEX COMMAND...: prints the output of the command; a line of it must match.
expect() {
  local output regex=$1
  shift
  output=$("$@") || { cat "$folder/log" >&2; give_up "failed: $*"; }
  echo "$output"
  grep -qE "$regex" <<<"$output" || give_up "no line of this matches '$regex': $*"
}

# For each library of a file, the highest symbol version that the file needs.
versions() {
  "$readelf" -V "$1" | grep -oE 'Name: (GLIBC|GLIBCXX|CXXABI|OPENSSL)_[0-9.]+' | cut -d' ' -f2 |
    sort -V | awk -F_ '{last[$1] = $0} END {for (name in last) print last[name]}' | sort | xargs
}

model=$folder/model.onnx
"$efs" export --arch shufflenet_v2_x0_5 --input 32 --head gap --out "$model"

echo "== static: $static_agent, with a benchmark program"
[[ $("$readelf" -h "$static_agent") == *AArch64* ]] || give_up "$static_agent is not for 64-bit ARM"
[[ $("$readelf" -d "$static_agent") == *"There is no dynamic section"* ]] ||
  give_up "$static_agent is not static: it has a dynamic section"
[[ $("$readelf" -l "$static_agent") != *INTERP* ]] ||
  give_up "$static_agent is not static: it asks for a loader"
echo "AArch64, no dynamic section: it needs no library of the board"
cat >"$folder/stand_in" <<'END'
#!/bin/sh -e
test -s "$1"
echo "median: 12.5 ms"
END
chmod +x "$folder/stand_in"
cat >"$folder/programs.json" <<END
[{"name": "stand_in", "words": ["$folder/stand_in", "{model}"],
  "patterns": {"median_ms": "median: ([0-9.]+) ms"}}]
END
start "$static_agent" --programs "$folder/programs.json"
expect 'Emulated Cortex-A72, aarch64, [0-9]+ CPUs' "$efs" targets check "$url"
expect '^12\.500 ms median +\(stand_in .*, Emulated Cortex-A72\)$' \
  "$efs" bench "$model" --target "$url" --runtime stand_in
stop

echo "== linked: $linked_agent, with ONNX Runtime"
tests/onnxruntime/install.sh "$onnxruntime_folder" npm
libraries=("$onnxruntime_folder"/node_modules/onnxruntime-node/bin/napi-v*/linux/arm64/libonnxruntime.so.1)
[[ -e ${libraries[0]} ]] || give_up "onnxruntime-node has no library for arm64: ${libraries[0]}"
[[ $("$readelf" -h "$linked_agent") == *AArch64* ]] || give_up "$linked_agent is not for 64-bit ARM"
echo "efs-agent needs $(versions "$linked_agent")"
echo "ONNX Runtime needs $(versions "${libraries[0]}")"
EFS_ONNXRUNTIME=$(realpath "${libraries[0]}")
export EFS_ONNXRUNTIME
start "$linked_agent"
expect '^[0-9.]+ ms median +\(onnxruntime [0-9.]+, fp32, 1 thread, Emulated Cortex-A72\)$' \
  "$efs" bench "$model" --target "$url" --runtime onnxruntime
stop

echo "test_agent_aarch64.sh: both agents measure"
