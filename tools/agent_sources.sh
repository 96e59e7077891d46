#!/usr/bin/env bash
# Gathers the sources of efs-agent for a board or a cross-compiler.
#
#   tools/agent_sources.sh FOLDER            headers of other projects into FOLDER/agent/headers
#   tools/agent_sources.sh FOLDER archive    and FOLDER/efs-agent.tar.gz, with our own sources
#
# The headers of nlohmann-json, fmt and CLI11 come from the installed packages.
set -euo pipefail
folder=${1:?folder}
mkdir -p "$folder/agent/headers"
folder=$(cd "$folder" && pwd)
headers=$folder/agent/headers
cd "$(dirname "$0")/.."

for part in nlohmann fmt CLI; do
  rm -rf "${headers:?}/$part"
  cp -rL "/usr/include/$part" "$headers/$part"
done

if [[ ${2:-} == archive ]]; then
  rm -rf "$folder/efs-agent"
  mkdir -p "$folder/efs-agent"
  git archive HEAD CMakeLists.txt LICENSE agent apps/agent src/core src/device src/http cmake/EfsTensorrt.cmake \
    docs/agent.md docs/agent_protocol.md | tar -x -C "$folder/efs-agent"
  cp -r "$headers" "$folder/efs-agent/agent/headers"
  tar -czf "$folder/efs-agent.tar.gz" -C "$folder" efs-agent
  rm -rf "$folder/efs-agent"
fi
