#include "train/step_time.h"

#include "core/clock.h"
#include "core/stats.h"
#include "train/network.h"
#include "train/threads.h"
#include "train/training_step.h"

namespace efs::train {
namespace {

Batch random_batch(const graph::Graph& graph, int count, torch::Device device) {
  const graph::Shape& shape = graph.input().shape;
  return {torch::randn({count, shape.at(0), shape.at(1), shape.at(2)}, device)
              .contiguous(at::MemoryFormat::ChannelsLast),
          torch::rand({count, 4}, device)};
}

/// AVX512-BF16, which every processor with AMX has too.
bool processor_has_bfloat16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace

std::vector<double> step_times_ms(const graph::Graph& graph, const TrainOptions& options,
                                  int warm_up, int steps) {
  use_threads(options.threads);
  torch::manual_seed(1);
  TrainingStep step(graph, initial_weights(graph, 1), options);
  const Batch batch = random_batch(graph, options.batch_size, step.network().device());
  SystemClock clock;
  std::vector<double> times_ms;
  for (int i = 0; i < warm_up + steps; ++i) {
    const double start_s = clock.steady_s();
    step.train(batch);  // reads the loss, which waits for the device
    if (i >= warm_up) times_ms.push_back(1e3 * (clock.steady_s() - start_s));
  }
  return times_ms;
}

PrecisionChoice choose_precision(const graph::Graph& graph, const TrainOptions& options) {
  constexpr int kWarmUp = 1;
  constexpr int kSteps = 3;
  constexpr double kWorthwhile = 0.9;
  PrecisionChoice choice;
  if (choose_device(options.device).is_cpu() && !processor_has_bfloat16()) return choice;
  TrainOptions measured = options;
  const auto median_ms = [&](Precision precision) {
    measured.precision = precision;
    return median(step_times_ms(graph, measured, kWarmUp, kSteps));
  };
  choice.fp32_ms = median_ms(Precision::kFloat32);
  choice.bf16_ms = median_ms(Precision::kBfloat16);
  if (choice.bf16_ms < kWorthwhile * choice.fp32_ms) choice.precision = Precision::kBfloat16;
  return choice;
}

}  // namespace efs::train
