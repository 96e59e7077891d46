#!/usr/bin/env bash
# Draws pictures with up to four faces and searches for a detector that finds them: under 10 minutes
# on 2 cores. It ends with the leaderboard and the paths of the model and the report. Needs
# build/release/efs (make build).
# EFS_DEMO_FOLDER: the working folder; files of an earlier demo are removed.
set -euo pipefail
cd "$(dirname "$0")/.."
efs=build/release/efs
folder=${EFS_DEMO_FOLDER:-runs/demo}

mkdir -p "$folder"
rm -rf "$folder/faces" "$folder/study"

"$efs" data synth "$folder/faces" --images 800 --faces 0-4 --seed 1
# Small batches and little augmentation: so few pictures are seen for a short time only.
"$efs" search --images "$folder/faces/images" --labels "$folder/faces/labels.txt" \
  --study "$folder/study" input=128 train.batch_size=8 train.augmentation=light \
  "space.architectures=[shufflenet_v2_x0_5, shufflenet_v2_x1_0, mobilenet_v3_small, mnasnet0_5, regnet_x_400mf]" \
  "stages=[{epochs: 6, keep: 3}, {epochs: 15, keep: 2}, {epochs: 30, keep: 1}]"
