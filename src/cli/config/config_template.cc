#include "cli/config/search_config.h"

namespace efs::cli {

std::string config_template() {
  return R"(# A search of efs. Run it with:   efs search THIS_FILE
# Every key can be left out (its default is shown) and can be overridden on the command line:
#   efs search THIS_FILE input=128 space.learning_rate=[0.001]

# Where the other keys start from: default, accurate (few candidates, trained long), fast (small
# inputs, for the smallest devices), front (accuracy against latency, for an hour), or
# edgefacesearch (the original Python project's search: 21 backbones x 4 learning rates, 10/30/60
# epochs, input 224). Shown are the values of default.
preset: default
seed: 0
# The network, where the space does not choose: side of the square model input in pixels; stride of
# the backbone's map that the head reads (0: the last one); width multiplier; neck (none, merge);
# head (gap, flatten, soft_argmax, center).
input: 128
tap: 16
width: 1
neck: none
head: soft_argmax
# What backbones start from: torchvision (its ImageNet weights, downloaded once), or a .safetensors
# or .pth file for a space of one architecture. Empty: fresh weights.
weights: ""
# A trial of an earlier study on the same data that teaches all trials, such as runs/faces:12.
teacher: ""

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
  crops: false              # true: parts of images with several faces are training images too
  max_skipped_share: 0.05   # unusable images are skipped up to this share; beyond it: an error

space:
  # Every architecture is tried with every learning rate. `efs archs` lists them; or: all
  architectures: [shufflenet_v2_x0_5, shufflenet_v2_x1_0, squeezenet1_1, mobilenet_v2,
                  mobilenet_v3_small, mobilenet_v3_large, mnasnet0_5, regnet_x_400mf,
                  regnet_y_400mf, resnet18]
  learning_rate: [0.002]
  # Any of tap, width, neck, head, input, loss, augmentation, batch_size, optimizer and weight_decay
  # may stand here too, with a value or a list, or only for some architectures:
  # width: {values: [0.5, 1], only_for: [mobilenet_v2]}
  # A range, for samplers other than grid:
  # learning_rate: {low: 0.0005, high: 0.008, log: true}

# All trials train to the first stage's epochs; the best networks (each by its best learning rate)
# go on to the next one's.
stages:
  - {epochs: 14, keep: 4}
  - {epochs: 45, keep: 2}
  - {epochs: 135, keep: 1}
restart: false              # true: every stage trains from scratch, as the original did

# Two or more things to make good at once; the fitness then only chooses what is exported:
objectives: []              # e.g. [maximize val_iou, minimize latency_ms]

# What ends the search, whichever comes first (left out: no limit):
budget: {}                  # e.g. {trials: 100, epochs: 2000, hours: 8, target_fitness: 0.8,
                            #       patience_epochs: 500}
warm_start: []              # studies that samplers learn from, e.g. [runs/faces]

fitness:
  # Over val_loss, val_iou, latency_ms, params, macs, size_mb, target_latency_ms; where there are
  # targets, latency_ms.NAME of each.
  expression: val_iou * (latency_ms / target_latency_ms) ^ -0.07
  direction: maximize
  target_latency_ms: 15
  constraints: []           # e.g. [latency_ms <= 15, size_mb < 20]: what breaks one is not trained

train:
  optimizer: adamw          # adam, adamw, sgd
  momentum: 0.9             # sgd's
  schedule: cosine          # constant, cosine (over the last stage's epochs)
  warmup_epochs: 2          # in which the learning rate rises from 0
  batch_size: 16
  weight_decay: 0.02
  decay_all: false          # false: biases and normalisation do not decay
  clip_norm: 5              # largest norm of the gradient; 0: off
  loss: giou + 5 * l1       # or another sum of smooth_l1, l1, iou, giou, diou, ciou, eiou
  smooth_l1_beta: 1         # pixels
  augmentation: strong      # none, light, strong
  label_jitter: 0           # sides of training boxes move by up to this share of the box
  average_decay: 0.998      # of a moving average of the weights; 0: off
  recalibration_batches: 0  # for the statistics of batch normalisation before validation; 0: off
  freeze_backbone_epochs: 0 # first epochs that train only head and neck; 0: off
  distillation: 0.5         # share of the loss that the teacher's boxes have, where there is one
  patience: 0               # epochs without a better IoU that end a trial's training; 0: off
  precision: auto           # fp32, bf16, auto (the faster one here, as measured)
  device: auto              # cpu, cuda, auto

search:
  scheduler: staged         # staged, full, halving, hyperband, asha, pasha
  sampler: grid             # grid, random, sobol, tpe, nsga2, evolution; of staged: grid
  # min_epochs: 5           # of the first rung and the last one, for schedulers other than staged:
  # max_epochs: 135         # one in `reduction` goes on, to so many times the epochs
  # reduction: 3
  stop: []                  # rules that stop running trials: median, extrapolation
  workers: auto             # processes that train side by side; auto: measured when the search starts
  threads_per_worker: auto  # measured with them
  lease_s: 120              # a worker not heard of for so long has lost its trial to another
  executor: local           # or slurm: workers are jobs of a cluster

slurm:                      # of a job; empty: the cluster's default
  max_workers: 4
  partition: ""
  time_limit: ""            # "04:00:00"
  memory: ""                # 8G
  gpus: ""                  # 1
  sbatch: []                # more of sbatch's options, e.g. [--account=vision]

latency:
  # url: http://nano:7070   # of an efs-agent on the board; without: this machine
  # token_file: nano.token  # what the agent was started with
  # ca_cert: ca.pem         # who signed the certificate of an https agent
  runtime: opencv           # opencv, onnxruntime, torch; with a url: one that the agent offers
  precision: fp32           # or fp16, int8: of runtimes that convert the model, such as trtexec
  threads: 1
  cpus: []                  # processors that it runs on, e.g. [3]; empty: any
  cool_down_s: 0            # before each measurement, for boards that throttle
  timeout_s: 600            # the longest that an agent may take for one
  reuse: true               # what an earlier study measured there; false: measure anew
# Or several, each with a name and the keys above but `reuse`:
# targets:
#   - {name: nano, url: "http://nano:7070", token_file: nano.token, runtime: trtexec, precision: fp16}
#   - {name: cpu, runtime: opencv}
)";
}

}  // namespace efs::cli
