#!/usr/bin/env bash
# tools/fuzz.sh BUILD_FOLDER SECONDS: runs each fuzz_* program of the build folder. It starts from
# the seeds in tests/fuzz/NAME/, if there are any, and collects new inputs in BUILD_FOLDER/corpus/. Inputs
# may be as long as those that the program reads, not only as long as the longest seed, because depth
# and number need length.
set -euo pipefail
build=${1:?build folder}
seconds=${2:?seconds}
cd "$(dirname "$0")/.."

count=0
for program in "$build"/fuzz_*; do
  [[ -f $program && -x $program ]] || continue
  name=$(basename "$program")
  corpora=("$build/corpus/$name")
  mkdir -p "${corpora[0]}"
  seeds=tests/fuzz/${name#fuzz_}
  if [[ -d $seeds ]]; then
    corpora+=("$seeds")
  fi
  echo "== $name, $seconds s"
  "$program" -max_total_time="$seconds" -verbosity=0 -print_final_stats=1 -rss_limit_mb=2048 \
    -max_len=262144 -len_control=20 \
    -artifact_prefix="$build/$name-" "${corpora[@]}"
  count=$((count + 1))
done
if [[ $count -eq 0 ]]; then
  echo "fuzz.sh: no fuzz_* program in $build; configure with -DEFS_FUZZ=ON" >&2
  exit 1
fi
echo "$count fuzz targets ran for $seconds s each and found nothing"
