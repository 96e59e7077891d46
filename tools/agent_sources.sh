#!/usr/bin/env bash
# Gathers what efs-agent is built from, to be taken to a board or to a cross-compiler.
#
#   tools/agent_sources.sh FOLDER            headers of other projects into FOLDER/agent/headers
#   tools/agent_sources.sh FOLDER archive    and FOLDER/efs-agent.tar.gz, with our own sources
#
# nlohmann-json, fmt and CLI11 are headers of the installed packages. Of cpp-httplib Debian's package
# has a library, whose board's counterpart nobody has, so the header is that of its source package.
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

if [[ ! -e $headers/httplib.h ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/lists/partial" "$work/parts"
  # The system's own sources of packages, for source packages.
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -e $list ]] && sed -n 's/^deb /deb-src /p' "$list" >>"$work/parts/source.list"
  done
  for list in /etc/apt/sources.list.d/*.sources; do
    [[ -e $list ]] && sed 's/^Types:.*/Types: deb-src/' "$list" >"$work/parts/$(basename "$list")"
  done
  options=(-q -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$work/parts"
    -o "Dir::State::Lists=$work/lists" -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
  (cd "$work" && apt-get "${options[@]}" source --download-only cpp-httplib >"$work/log" 2>&1) ||
    { cat "$work/log" >&2; exit 1; }
  tar -xf "$work"/cpp-httplib_*.orig.tar.* -C "$work"
  cp "$(find "$work" -name httplib.h | head -n 1)" "$headers/httplib.h"
fi

if [[ ${2:-} == archive ]]; then
  rm -rf "$folder/efs-agent"
  mkdir -p "$folder/efs-agent"
  git archive HEAD CMakeLists.txt LICENSE agent apps/agent src/core src/device cmake/EfsTensorrt.cmake \
    docs/agent.md docs/agent_protocol.md | tar -x -C "$folder/efs-agent"
  cp -r "$headers" "$folder/efs-agent/agent/headers"
  tar -czf "$folder/efs-agent.tar.gz" -C "$folder" efs-agent
  rm -rf "$folder/efs-agent"
fi
