#include "cli/torch/search/machine_choices.h"

#include <fmt/format.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "search/space/pairwise_points.h"
#include "train/device.h"
#include "train/step_time.h"
#include "tune/candidate.h"
#include "tune/latency/open_device.h"

namespace efs::cli {

tune::SearchOptions choose_for_machine(tune::SearchOptions options) {
  tune::choose_runtimes(options.latency);
  tune::check_devices(options.latency);
  train::require_device(options.train.device);
  if (options.train.precision != train::Precision::kAuto) return options;
  const auto first = search::pairwise_points(options.space).at(0);
  const auto candidate = tune::candidate_of(options, first);
  const auto choice =
      train::choose_precision(nn::build_network(candidate.network), candidate.train);
#ifdef __GLIBC__
  // Hundreds of MB that this process, which trains nothing afterwards, would hold for hours.
  ::malloc_trim(0);
#endif
  options.train.precision = choice.precision;
  fmt::print("precision {}: ", train::to_string(choice.precision));
  if (choice.fp32_ms > 0.0) {
    fmt::print("a training step of {} takes {:.1f} ms in fp32, {:.1f} ms in bf16\n",
               tune::label_of(first), choice.fp32_ms, choice.bf16_ms);
  } else {
    fmt::print("this processor has no instructions for bfloat16\n");
  }
  return options;
}

}  // namespace efs::cli
