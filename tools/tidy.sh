#!/usr/bin/env bash
# tools/tidy.sh BUILD_FOLDER: runs clang-tidy with .clang-tidy on what BUILD_FOLDER compiles of src/ and
# apps/, which must be built, because its precompiled headers are read: unit by unit, so that the
# headers of a unity build are read once for a dozen files. About 7 minutes on 2 cores.
set -euo pipefail
export BUILD=${1:?build folder}
cd "$(dirname "$0")/.."

check_one() {
  local found
  if ! found=$(clang-tidy --quiet -p "$BUILD" "$1" 2>&1); then
    printf '%s\n' "$found"
    return 1
  fi
}
export -f check_one

python3 - "$PWD" <<'PYTHON' | xargs -0 -P "$(nproc)" -I '{}' bash -c 'check_one "$1"' _ '{}'
import json, os, sys
root, build = sys.argv[1], os.environ["BUILD"]
ours = tuple(os.path.join(root, at, "") for at in ("src", "apps", f"{build}/src", f"{build}/apps"))
for unit in json.load(open(f"{build}/compile_commands.json")):
    if unit["file"].startswith(ours) and not unit["file"].endswith("cmake_pch.hxx.cxx"):
        print(unit["file"], end="\0")
PYTHON
echo "clang-tidy found nothing"
