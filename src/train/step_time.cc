#include "train/step_time.h"

#include <algorithm>

#include "core/clock.h"
#include "core/rng.h"
#include "train/network/initial_weights.h"
#include "train/reused_memory.h"
#include "train/threads.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

/// A face somewhere in the image.
Target random_target(Rng& rng) {
  const double x = rng.uniform(0.0, 0.7), y = rng.uniform(0.0, 0.7);
  return {{{x, y, x + rng.uniform(0.1, 0.3), y + rng.uniform(0.1, 0.3)}}};
}

Batch random_batch(const graph::Graph& graph, int count, torch::Device device) {
  const graph::Shape& shape = graph.input().shape;
  Batch batch{torch::randn({count, shape.at(0), shape.at(1), shape.at(2)}, device)
                  .contiguous(at::MemoryFormat::ChannelsLast),
              {}};
  Rng rng(1);
  for (int i = 0; i < count; ++i) batch.targets.push_back(random_target(rng));
  return batch;
}

/// AVX512-BF16, which every processor with AMX has too.
bool processor_has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

double step_ms(TrainingStep& step, const Batch& batch) {
  const double start_s = now_s();
  step.train(batch);  // reads the loss, which waits for the device
  return 1e3 * (now_s() - start_s);
}

}  // namespace

std::vector<double> step_times_ms(const graph::Graph& graph, const TrainOptions& options,
                                  int warm_up, int steps) {
  use_threads(options.threads);
  torch::manual_seed(1);
  TrainingStep step(graph, initial_weights(graph, 1), options);
  const Batch batch = random_batch(graph, options.batch_size, step.network().device());
  for (int i = 0; i < warm_up; ++i) step_ms(step, batch);
  std::vector<double> times_ms;
  for (int i = 0; i < steps; ++i) times_ms.push_back(step_ms(step, batch));
  return times_ms;
}

PrecisionChoice choose_precision(const graph::Graph& graph, const TrainOptions& options) {
  constexpr int kRounds = 6;  // the first warms up
  constexpr double kTolerated = 1.15;
  PrecisionChoice choice;
  if (choose_device(options.device).is_cpu() && !processor_has_bfloat16()) return choice;
  use_threads(options.threads);
  const ReusedMemory reused;
  torch::manual_seed(1);
  const auto step_in = [&](Precision precision) {
    TrainOptions measured = options;
    measured.precision = precision;
    return TrainingStep(graph, initial_weights(graph, 1), measured);
  };
  TrainingStep fp32 = step_in(Precision::kFloat32), bf16 = step_in(Precision::kBfloat16);
  const Batch batch = random_batch(graph, options.batch_size, fp32.network().device());
  std::vector<double> fp32_ms, bf16_ms;
  for (int i = 0; i < kRounds; ++i) {
    fp32_ms.push_back(step_ms(fp32, batch));
    bf16_ms.push_back(step_ms(bf16, batch));
  }
  choice.fp32_ms = *std::min_element(fp32_ms.begin() + 1, fp32_ms.end());
  choice.bf16_ms = *std::min_element(bf16_ms.begin() + 1, bf16_ms.end());
  if (choice.bf16_ms < kTolerated * choice.fp32_ms) choice.precision = Precision::kBfloat16;
  return choice;
}

}  // namespace efs::train
