#!/usr/bin/env bash
# Lists our C++ files, separated by zero bytes; arguments limit the list to folders.
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ $# -eq 0 ]]; then
  set -- src apps tests bench
fi
find "$@" -name node_modules -prune -o -type f \( -name '*.h' -o -name '*.cc' \) -print0 | sort -z
