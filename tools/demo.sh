#!/usr/bin/env bash
# Runs a search on faces that the program draws: under 10 minutes on 2 cores. It ends with the
# leaderboard and the paths of the model and the report. Needs build/release/efs (make build).
# EFS_DEMO_FOLDER: the working folder; files of an earlier demo are removed.
set -euo pipefail
cd "$(dirname "$0")/.."
efs=build/release/efs
folder=${EFS_DEMO_FOLDER:-runs/demo}

mkdir -p "$folder"
rm -rf "$folder/faces" "$folder/study"

"$efs" data synth "$folder/faces" --images 800 --seed 1
"$efs" search --images "$folder/faces/images" --labels "$folder/faces/labels.txt" \
  --study "$folder/study" input=64 \
  "space.architectures=[resnet18, squeezenet1_1, shufflenet_v2_x0_5, shufflenet_v2_x1_0, mobilenet_v3_small, regnet_x_400mf]" \
  "stages=[{epochs: 5, keep: 3}, {epochs: 15, keep: 2}, {epochs: 40, keep: 1}]"
