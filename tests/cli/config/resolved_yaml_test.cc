// study.yaml is a format: what stands here is what the first studies were written with.
#include <gtest/gtest.h>

#include "cli/config/search_config.h"

namespace efs::cli {
namespace {

constexpr const char* kGiven = R"(
targets: [{name: nano, url: 'http://nano:7070', runtime: tensorrt, precision: fp16}, {name: cpu, runtime: opencv, threads: 2}]
fitness: {constraints: [latency_ms.nano <= 15, size_mb < 20.5]}
)";

constexpr const char* kStudyYaml = R"(task: single
seed: 0
input: 128
tap: 16
width: 1
neck: none
head: soft_argmax
weights: ""
teacher: ""
data:
  images: ""
  labels: ""
  format: auto
  faces: single
  folds: ""
  train_folds: []
  validation_folds: []
  validation_share: 0.2
  near_duplicates: ""
  max_skipped_share: 0.05
  crops: false
  packed: ""
space:
  architectures: [shufflenet_v2_x0_5, shufflenet_v2_x1_0, squeezenet1_1, mobilenet_v2, mobilenet_v3_small, mobilenet_v3_large, mnasnet0_5, regnet_x_400mf, regnet_y_400mf, resnet18]
  learning_rate: [0.002]
stages: [{epochs: 14, keep: 4}, {epochs: 45, keep: 2}, {epochs: 135, keep: 1}]
restart: false
budget: {}
warm_start: []
fitness: {expression: val_iou * (latency_ms / target_latency_ms) ^ -0.07, direction: maximize, target_latency_ms: 15, constraints: [latency_ms.nano <= 15, size_mb < 20.5]}
faces: {}
train: {optimizer: adamw, momentum: 0.9, schedule: cosine, warmup_epochs: 2, batch_size: 16, weight_decay: 0.02, decay_all: false, clip_norm: 5, loss: giou + 5 * l1, smooth_l1_beta: 1, augmentation: strong, label_jitter: 0, average_decay: 0.998, recalibration_batches: 0, freeze_backbone_epochs: 0, distillation: 0.5, patience: 0, precision: auto, device: auto}
targets: [{name: nano, url: http://nano:7070, token_file: "", ca_cert: "", runtime: tensorrt, precision: fp16, threads: 1, cpus: [], cool_down_s: 0, timeout_s: 600}, {name: cpu, runtime: opencv, precision: fp32, threads: 2, cpus: [], cool_down_s: 0, timeout_s: 600}]
latency: {cache: "", reuse: true}
search: {scheduler: staged, sampler: grid, startup_trials: 10, population: 20, stop: [], grace_epochs: 3, executor: local, workers: auto, threads_per_worker: auto, lease_s: 120}
slurm: {max_workers: 4, partition: "", time_limit: "", memory: "", gpus: "", sbatch: []}
)";

TEST(ResolvedYaml, IsWrittenAsItAlwaysWas) {
  auto config = Config::parse(kGiven, "test.yaml");
  EXPECT_EQ(resolved_yaml(parse_search_config(config)), kStudyYaml);
}

}  // namespace
}  // namespace efs::cli
