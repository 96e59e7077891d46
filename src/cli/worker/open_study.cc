#include "cli/worker/open_study.h"

#include "cli/config/search_config.h"
#include "cli/worker/study_options.h"
#include "cli/worker/study_trial.h"
#include "core/error.h"
#include "train/device.h"
#include "tune/runtimes.h"

namespace efs::cli {
namespace {

/// What a study needs of this machine; Error where it is not there.
void require_machine(const tune::SearchOptions& options) {
  train::require_device(options.train.device);
  tune::runtime(options.latency.runtime).version();
}

/// Null where the options name none.
std::shared_ptr<const tune::TeacherTrial> find_teacher(const tune::SearchOptions& options) {
  if (options.teacher.empty()) return nullptr;
  auto trial = find_study_trial(options.teacher);
  return std::make_shared<const tune::TeacherTrial>(
      tune::TeacherTrial{.reference = options.teacher,
                         .dataset_digest = trial.dataset_digest,
                         .network = {std::move(trial.graph), std::move(trial.weights)}});
}

/// `open` is tune::open_study or tune::open_study_to_work.
template <typename Open>
tune::OpenStudy open(const std::filesystem::path& root, Open open) {
  const tune::StudyFolder folder(root);
  if (!std::filesystem::exists(folder.database()))
    fail("there is no study in {}; begin one without --resume", root.string());
  auto storage = study::open_sqlite_storage(folder.database().string());
  const auto options = study_options(*storage, folder);
  require_machine(options);
  return open(options, std::move(storage), root, find_teacher(options));
}

}  // namespace

tune::OpenStudy begin_study(const tune::SearchOptions& options,
                            const std::filesystem::path& folder) {
  require_machine(options);
  return tune::create_study(options, resolved_yaml(options), folder, find_teacher(options));
}

tune::OpenStudy resume_study(const std::filesystem::path& folder) {
  return open(folder, tune::open_study);
}

tune::OpenStudy open_to_work(const std::filesystem::path& folder) {
  return open(folder, tune::open_study_to_work);
}

}  // namespace efs::cli
