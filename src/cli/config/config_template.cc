#include "cli/config/search_config.h"

namespace efs::cli {

std::string config_template() {
  return R"(# A search of efs. Run it with:   efs search THIS_FILE
# Every key can be left out (its default is shown) and can be overridden on the command line:
#   efs search THIS_FILE input=128 space.learning_rate=[0.001]

# Where the other keys start from: default, or edgefacesearch (the original Python project's
# search: 21 backbones x 4 learning rates, 10/30/60 epochs, input 224).
preset: default
seed: 0
# Side of the square model input, in pixels.
input: 96
# gap: global average pool, linear, ReLU, linear.
head: gap

data:
  images: photos            # the folder that the label file's names are relative to
  labels: photos/labels.txt
  format: auto              # edgefacesearch, fddb, csv, or auto: recognised
  faces: single             # single: only images with one face; largest: the largest of each
  validation_share: 0.2     # of the images; or give a fold file instead:
  # folds: folds.txt        # lines "image fold"
  # validation_folds: [8]
  # train_folds: []         # empty: all others
  # near_duplicates: pairs.txt  # lines "image image": kept on one side of the split
  max_skipped_share: 0.05   # unusable images are skipped up to this share; beyond it: an error

space:
  # Every architecture is tried with every learning rate. `efs archs` lists them; or: all
  architectures: [resnet18, squeezenet1_1, shufflenet_v2_x0_5, shufflenet_v2_x1_0, mobilenet_v2,
                  mobilenet_v3_small, mobilenet_v3_large, mnasnet0_5, regnet_x_400mf, regnet_y_400mf]
  learning_rate: [0.001, 0.0003]

# All trials train to the first stage's epochs; the best architectures (each by its best learning
# rate) go on to the next one's.
stages:
  - {epochs: 4, keep: 5}
  - {epochs: 12, keep: 2}
  - {epochs: 30, keep: 1}
restart: false              # true: every stage trains from scratch, as the original did

fitness:
  # Over val_loss, val_iou, latency_ms, params, macs, size_mb, target_latency_ms.
  expression: val_iou * (latency_ms / target_latency_ms) ^ -0.07
  direction: maximize
  target_latency_ms: 15
  constraints: []           # e.g. [latency_ms <= 15, size_mb < 20]: what breaks one is not trained

train:
  optimizer: adam           # adam, adamw
  schedule: constant        # constant, cosine (over the last stage's epochs)
  batch_size: 16
  weight_decay: 0
  smooth_l1_beta: 1         # pixels
  threads: 0                # 0: all cores
  device: auto              # cpu, cuda, auto

latency:
  runtime: opencv           # opencv, torch
  threads: 1
  reuse: true               # what an earlier study measured on this machine; false: measure anew
)";
}

}  // namespace efs::cli
