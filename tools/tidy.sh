#!/usr/bin/env bash
# tools/tidy.sh BUILD_FOLDER [SECONDS]: clang-tidy on src/ and apps/, as .clang-tidy says.
# With SECONDS, files with heavy headers (libtorch, CLI11) come last, and what the time does not
# reach is named and left out. BUILD_FOLDER must be built: its precompiled headers are read.
set -euo pipefail
build=${1:?build folder}
seconds=${2:-0}
cd "$(dirname "$0")/.."

unchecked=$(mktemp)
trap 'rm -f "$unchecked"' EXIT
export BUILD=$build UNCHECKED=$unchecked
export DEADLINE=$((seconds > 0 ? $(date +%s) + seconds : 0))

check_one() {
  if ((DEADLINE > 0 && $(date +%s) > DEADLINE)); then
    echo "$1" >>"$UNCHECKED"
    return 0
  fi
  local found
  if ! found=$(clang-tidy --quiet -p "$BUILD" "$1" 2>&1); then
    printf '%s\n' "$found"
    return 1
  fi
}
export -f check_one

heavy='^(src/(train|tune|cli)|apps)/'
{
  tools/sources.sh src apps | tr '\0' '\n' | grep '\.cc$' | grep -vE "$heavy"
  tools/sources.sh src apps | tr '\0' '\n' | grep '\.cc$' | grep -E "$heavy"
} | xargs -P "$(nproc)" -I '{}' bash -c 'check_one "$1"' _ '{}'

if [[ -s $unchecked ]]; then
  echo "out of time, not checked:"
  sort "$unchecked" | sed 's/^/  /'
fi
echo "clang-tidy found nothing in what it checked"
