#!/usr/bin/env bash
# agent_as_cpp17.sh FOLDER: builds efs-agent as boards do, with g++ as C++17 and without the project's other targets,
# and starts it.
set -euo pipefail
folder=${1:?folder}
cd "$(dirname "$0")/../.."
tools/agent_sources.sh "$folder"
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
cmake -S agent -B "$folder/build" -G Ninja -DCMAKE_CXX_COMPILER=g++ -DCMAKE_BUILD_TYPE=None \
  -DCMAKE_CXX_FLAGS=-Werror -DEFS_AGENT_HEADERS="$folder/agent/headers" "${launcher[@]}"
cmake --build "$folder/build" -j 1
"$folder/build/efs-agent" --help | grep -q -- --token-file
