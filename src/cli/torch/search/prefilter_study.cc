#include "cli/torch/search/prefilter_study.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/config/search_config.h"
#include "cli/torch/interrupt.h"
#include "cli/torch/open_study.h"
#include "core/error.h"
#include "core/files/files.h"
#include "tune/latency/latency_models.h"
#include "tune/prefilter/prefilter.h"

namespace efs::cli {

bool prefilter_study(tune::OpenStudy& study) try {
  if (!study.options.prefilter) return true;
  const InterruptGuard guard;
  tune::LatencyMeter meter(study.options.latency, study.folder.root(), *study.storage,
                           InterruptGuard::asked);
  const auto tell = [](const std::string& line) {
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  const auto result =
      tune::run_prefilter(study.options, meter, tell, [] { return InterruptGuard::asked(); });
  if (!result) return false;
  write_file_atomically(study.folder.root() / "prefilter.csv", tune::prefilter_csv(*result));
  tune::keep_latency_model(study.options.latency.all.front().name, result->model, *study.storage);
  study.options = result->options;
  const std::string config = resolved_yaml(study.options);
  study.storage->set_config(config);
  write_file_atomically(study.folder.config(), config);
  return true;
} catch (const UsageError& error) {
  fail_usage(
      "{}\nNothing was trained yet. Go on with another prefilter: {} "
      "'space.prefilter.latency_ms=[LOW, HIGH]'; or delete the study's folder",
      error.what(), resume_command(study.folder.root()));
}

}  // namespace efs::cli
