#!/usr/bin/env bash
# Installs the packages of package-lock.json into FOLDER/node_modules, unless they are there;
# FOLDER/libonnxruntime.so.1 is then the library.
#
#   install.sh FOLDER
#
# Scripts of packages are not run: onnxruntime-node carries its CPU library, what its script would
# download is for CUDA.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?usage: install.sh FOLDER}
done_mark=$folder/node_modules/.efs-installed

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
