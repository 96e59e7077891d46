#!/usr/bin/env bash
# tools/test_image.sh FILE: unpacks an OCI image of efs as a runtime would, digest by digest, and uses its program in a
# chroot: draws faces, searches, looks at the live page, predicts. Prints what each step took. Run it as root.
set -euo pipefail
image=$(realpath "${1:?image}")
cd "$(dirname "$0")/.."
root=build/image-test
# shellcheck source=tools/debian_root.sh
source tools/debian_root.sh
[[ $EUID -eq 0 ]] || fail "a chroot needs root"

step() {
  local name=$1
  shift
  local begun=$SECONDS
  quietly "$@"
  echo "image: $name: $((SECONDS - begun)) s"
}

layout=build/image-layout
rm -rf "$root" "$layout"
mkdir -p "$root" "$layout"
tar -C "$layout" -xf "$image"
blob() { # DIGEST: checked, and its path
  local file=$layout/blobs/sha256/${1#sha256:}
  echo "${1#sha256:}  $file" | sha256sum --check --status || fail "$1 is not what it says"
  echo "$file"
}
value() { python3 -c 'import json, sys; print(eval("v" + sys.argv[2], {"v": json.load(open(sys.argv[1]))}))' "$@"; }
manifest=$(blob "$(value "$layout/index.json" '["manifests"][0]["digest"]')")
config=$(blob "$(value "$manifest" '["config"]["digest"]')")
layer=$(blob "$(value "$manifest" '["layers"][0]["digest"]')")
unpacked=$(zcat "$layer" | sha256sum | cut -d' ' -f1)
[[ sha256:$unpacked == $(value "$config" '["rootfs"]["diff_ids"][0]') ]] || fail "the layer is not what it says"
step "unpack" tar -C "$root" -xzf "$layer"
entry=$(value "$config" '["config"]["Entrypoint"][0]')
folder=$(value "$config" '["config"]["WorkingDir"]')
mkdir -p "$root/src" "$root/build"

# As a runtime starts it: the entry point in the working folder, with the arguments.
contained() { inside env -C "$folder" "$entry" "$@"; }
step "efs doctor" contained doctor
grep -q '^latency *onnxruntime' "$log" || fail "the image measures without ONNX Runtime: $(cat "$log")"
step "efs data synth" contained data synth faces --images 60
step "efs search" contained search --images faces/images --labels faces/labels.txt preset=fast \
  "stages=[{epochs: 2, keep: 1}, {epochs: 4, keep: 1}]" "space.architectures=[shufflenet_v2_x0_5, mobilenet_v3_small]"
step "efs predict" contained predict runs/search/best/model.onnx faces/images --csv boxes.csv
[[ -s $root$folder/boxes.csv ]] || fail "efs predict wrote nothing"
step "efs serve" contained serve --help
rm -rf "$root" "$layout" "$log"
