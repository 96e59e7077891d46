#!/bin/bash
# What each part of the recipe of several faces contributes: trainings that differ by one part, from the
# plainest dense head to the recipe, each with the same number of epochs, on FDDB or any other data.
#
#   bench/faces_ablation.sh FOLDER EPOCHS key=value ...
#
# The keys are those of the data (data.images=..., data.labels=..., data.folds=..., ...), and whatever else
# all rows have in common. Each row is the study FOLDER/N; what its last epoch reaches is printed. ROWS="3 4"
# trains these alone.
set -euo pipefail
folder=$1 epochs=$2
shift 2
mkdir -p "$folder"
efs=$(dirname "$0")/../build/release/efs

# Each row adds its keys to those of the rows in front of it; a later value of a key wins.
rows=(
  "plainest: one map, centre cells, bce + giou, Adam, no augmentation|neck=none finest=8 levels=1 head_units=0 head_shared=false train.assigner=center train.loss=bce+giou train.augmentation=none train.optimizer=adam train.schedule=constant train.warmup_epochs=0 train.weight_decay=0 train.clip_norm=0 train.average_decay=0 space.learning_rate=[0.001]"
  "three strides|levels=3"
  "pyramid|neck=pyramid"
  "two units in the head, shared|head_units=2 head_shared=true"
  "simota|train.assigner=simota"
  "quality_focal|train.loss=quality_focal+giou"
  "augmentation strong|train.augmentation=strong"
  "AdamW at 0.004, cosine, warm-up, decay, clipping|train.optimizer=adamw train.schedule=cosine train.warmup_epochs=2 train.weight_decay=0.02 train.decay_all=false train.clip_norm=5 space.learning_rate=[0.004]"
  "5 * eiou|train.loss=quality_focal+5*eiou"
  "augmentation scenes|train.augmentation=scenes"
  "average of the weights: the recipe|train.average_decay=0.998"
)
keys=()
for i in "${!rows[@]}"; do
  read -r -a more <<<"${rows[i]#*|}"
  keys+=("${more[@]}")
  [[ " ${ROWS:-${!rows[*]}} " == *" $i "* ]] || continue
  "$efs" train --study "$folder/$i" --epochs "$epochs" task=faces "${keys[@]}" "$@" >"$folder/$i.log"
  awk -F, -v row="$i ${rows[i]%%|*}" '
    NR == 1 { for (i = 1; i <= NF; ++i) column[$i] = i }
    END { print row ": AP " $column["val_ap"] ", AP50 " $column["val_ap50"] }' "$folder/$i/results.csv"
done
