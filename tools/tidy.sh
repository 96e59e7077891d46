#!/usr/bin/env bash
# tools/tidy.sh BUILD_FOLDER: runs clang-tidy with .clang-tidy on src/ and apps/; about 4 minutes on 2
# cores. BUILD_FOLDER must be built, because its precompiled headers are read. A file for a missing
# library is not compiled there (cmake/EfsTensorrt.cmake) and is left out.
set -euo pipefail
export BUILD=${1:?build folder}
cd "$(dirname "$0")/.."

check_one() {
  local found
  if ! grep -qF "/$1\"" "$BUILD/compile_commands.json"; then
    echo "$1 is not built here and is left out"
    return 0
  fi
  if ! found=$(clang-tidy --quiet -p "$BUILD" "$1" 2>&1); then
    printf '%s\n' "$found"
    return 1
  fi
}
export -f check_one

tools/sources.sh src apps | grep -z '\.cc$' |
  xargs -0 -P "$(nproc)" -I '{}' bash -c 'check_one "$1"' _ '{}'
echo "clang-tidy found nothing"
