#include "cli/config/key_builders.h"

namespace efs::cli {

std::vector<Key> fitness_keys() {
  using Fitness = search::FitnessOptions;
  auto constraints =
      key("constraints", &Fitness::constraints, "an architecture that breaks one is not trained",
          {.example = "[latency_ms <= 15, size_mb < 20]"});
  constraints.write = [](YAML::Emitter& out, const tune::SearchOptions& options) {
    out << options.fitness.constraints;  // a line each
  };
  return {key("expression", &Fitness::expression,
              "over `val_loss`, `val_iou` (task faces: `val_ap`, `val_ap50`, `val_recall_fp10`), "
              "`latency_ms`, `params`, `macs`, `size_mb`, "
              "`target_latency_ms`; with several `targets` `latency_ms.NAME` of each, where "
              "`latency_ms` is that of the first"),
          choice("direction", &Fitness::direction, kDirections, ""),
          key("target_latency_ms", &Fitness::target_latency_ms,
              "the time that the device has for one image", {.range = kAboveZero}),
          constraints};
}

}  // namespace efs::cli
