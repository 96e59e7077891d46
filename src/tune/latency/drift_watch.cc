#include "tune/latency/drift_watch.h"

#include <fmt/format.h>
#include <unistd.h>

#include "tune/latency/reference_model.h"
#include "tune/scratch_file.h"

namespace efs::tune {

void DriftWatch::look(device::Device& target, const device::MeasurementProgress& progress) {
  if (looks_ % kBetween == 0) {
    const ScratchFile model{scratch_ / fmt::format("reference-{}{}", ::getpid(), target.suffix())};
    write_reference_model(model.path);
    last_ms_ = target.measure(model.path, progress).median_ms;
    if (first_ms_ == 0.0) first_ms_ = last_ms_;
  }
  ++looks_;
}

}  // namespace efs::tune
