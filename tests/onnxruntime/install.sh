#!/usr/bin/env bash
# Makes FOLDER/libonnxruntime.so.1 the system's own library, where it has one (Debian 13's package
# libonnxruntime1.21); elsewhere that of the packages of package-lock.json, which it installs into
# FOLDER/node_modules unless they are there.
#
#   install.sh FOLDER        the above
#   install.sh FOLDER npm    the packages in any case: they have the libraries of other processors too
#
# Scripts of packages are not run: onnxruntime-node carries its CPU library, what its script would
# download is for CUDA.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?usage: install.sh FOLDER [npm]}
done_mark=$folder/node_modules/.efs-installed

own=$(PATH=$PATH:/sbin ldconfig -p | awk '$1 ~ /^libonnxruntime[.]so[.]1/ {print $NF}' | head -n 1)
if [ -n "$own" ] && [ "${2:-}" != npm ]; then
  mkdir -p "$folder"
  ln -sf "$own" "$folder/libonnxruntime.so.1"
  exit 0
fi
if cmp -s "$here/package-lock.json" "$done_mark" && [ -e "$folder/libonnxruntime.so.1" ]; then
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "install.sh: npm is missing; tools/install_deps.sh tests installs it" >&2
  exit 1
fi
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
(cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund)
(cd "$folder" && ln -sf node_modules/onnxruntime-node/bin/napi-v*/linux/x64/libonnxruntime.so.1 .)
cp "$here/package-lock.json" "$done_mark"
