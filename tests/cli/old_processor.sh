#!/usr/bin/env bash
# old_processor.sh EFS EFS_WORKER EFS_AGENT: the programs need a processor of 2009 and no newer one (x86-64-v2). Only the
# kernels that are chosen at run time have newer instructions, and what does not train runs on such a processor, which
# qemu emulates. (A processor that it emulates does not reach the processes that a program starts, as a search does.)
set -euo pipefail
efs=$1 worker=$2 agent=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail() {
  echo "old_processor.sh: $*" >&2
  exit 1
}

# Functions of a program with instructions of AVX, BMI or later, mangled.
newer() {
  objdump -d --no-show-raw-insn "$1" | awk '
    /^[0-9a-f]+ <.*>:$/ {name = $2}
    /\t(v[a-z0-9]+|k(mov|and|or|test)[a-z]*|andn|bzhi|mulx|shlx|shrx|sarx|rorx|pext|pdep|bextr|bls[a-z]+|movbe)[ \t]/ {
      if (!seen[name]++) print name
    }'
}
for program in "$efs" "$agent" "$worker"; do
  newer "$program" >"$folder/newer"
  if grep -vE 'kernels(4avx2|6avx512)' "$folder/newer"; then
    fail "these functions of $program have instructions that not every processor has"
  fi
done
grep -q kernels4avx2 "$folder/newer" || fail "no kernel was found in $worker: this looks for the wrong words"

run() {
  qemu-x86_64-static -cpu Nehalem "$@" >"$folder/said" 2>&1 </dev/null || {
    tail -n 20 "$folder/said" >&2
    fail "failed on a processor of 2009: $*"
  }
}
run "$agent" --help
run "$efs" --help
run "$worker" doctor
run "$worker" data synth "$folder/faces" --images 8
run "$worker" export --arch shufflenet_v2_x0_5 --input 64 --out "$folder/model.onnx"
run "$worker" predict "$folder/model.onnx" "$folder/faces/images" --csv "$folder/boxes.csv"
[[ $(wc -l <"$folder/boxes.csv") -eq 9 ]] || fail "not one box for each picture"
# Steps of training, by what a search asks of a worker before it begins.
"$efs" search --images "$folder/faces/images" --labels "$folder/faces/labels.txt" --study "$folder/study" input=32 \
  "space.architectures=[shufflenet_v2_x0_5]" "stages=[{epochs: 1, keep: 1}]" data.validation_share=0.5 \
  train.batch_size=2 search.workers=1 search.threads_per_worker=1 latency.runtime=opencv >"$folder/said" 2>&1 ||
  fail "$(cat "$folder/said")"
run "$worker" step-time --study "$folder/study" --workers 1 --threads 1 3>"$folder/steps"
[[ -s $folder/steps ]] || fail "no step was trained"
