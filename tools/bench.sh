#!/usr/bin/env bash
# Runs all benchmarks, about half an hour on 2 cores with nothing else running. The results replace
# the text between the two markers in docs/performance.md. Needs build/release with the benchmarks
# (make bench), Debian's python3-torch and python3-torchvision for the comparison with PyTorch, and npm
# for ONNX Runtime.
#   EFS_BENCH_IMAGES, EFS_BENCH_LABELS: photographs for whole epochs; by default faces are drawn
#   EFS_BENCH_ROUNDS: rounds of the comparison (5)
set -euo pipefail
cd "$(dirname "$0")/.."
bench=build/release
page=docs/performance.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tests/onnxruntime/install.sh "$bench/onnxruntime" >/dev/null
export EFS_ONNXRUNTIME=${EFS_ONNXRUNTIME:-$PWD/$bench/onnxruntime/libonnxruntime.so.1}

images=${EFS_BENCH_IMAGES:-$work/faces/images}
labels=${EFS_BENCH_LABELS:-$work/faces/labels.txt}
if [[ -z ${EFS_BENCH_IMAGES:-} ]]; then
  build/release/efs data synth "$work/faces" --images 400 --seed 1 >/dev/null
fi

# Google Benchmark's JSON as a table.
table() {
  "$@" --benchmark_format=json --benchmark_min_time=0.3 2>/dev/null | python3 -c '
import json, sys
print("| benchmark | time |\n| --- | --- |")
for row in json.load(sys.stdin)["benchmarks"]:
    print("| {} | {:.3g} {} |".format(row["name"], row["real_time"], row["time_unit"]))'
}

{
  echo "Measured by \`make bench\` on $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)," \
    "$(nproc) cores, $(date +%Y-%m-%d), load $(cut -d' ' -f1 /proc/loadavg)."
  printf '\n### Whole epochs against plain PyTorch\n\n'
  python3 bench/against_pytorch.py --images "$images" --labels "$labels" \
    --rounds "${EFS_BENCH_ROUNDS:-5}" resnet18@224 mobilenet_v2@224 mobilenet_v2@96 \
    shufflenet_v2_x1_0@128 vgg11_bn@96 convnext_tiny@96
  printf '\n### A training step\n\n'
  "$bench/bench_train_step" --arch all --input 96 --steps 5 --warm-up 2 --precision fp32,bf16
  printf '\n### Operators beside those of libtorch\n\n'
  "$bench/bench_kernels"
  printf '\n### Images\n\n'
  table "$bench/bench_images"
  printf '\n### Networks\n\n'
  table "$bench/bench_networks"
  printf '\n### Latency by runtime\n\n'
  "$bench/bench_latency_runtimes"
  printf '\n### Latency against the libraries, and against itself\n\n'
  python3 bench/latency_agreement.py
  echo
  python3 bench/latency_repeatability.py
  printf '\n### Storage\n\n'
  "$bench/bench_storage"
  printf '\n### What of a search is not training\n\n'
  python3 bench/search_overhead.py "$work/study" --images "$images" --labels "$labels" input=64 \
    "space.architectures=[resnet18, squeezenet1_1, shufflenet_v2_x1_0, mobilenet_v2]" \
    "stages=[{epochs: 10, keep: 2}, {epochs: 20, keep: 1}]" | tail -1
} | tee "$work/results"

python3 - "$page" "$work/results" <<'PYTHON'
import sys

page, results = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
begin, end = "<!-- results -->\n", "<!-- end of results -->\n"
head, rest = page.split(begin)
tail = rest.split(end)[1]
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(head + begin + "\n" + results + "\n" + end + tail)
PYTHON
