#include "cli/torch/task_text.h"

#include <fmt/format.h>

namespace efs::cli {

std::string task_text(const tune::SearchOptions& options) {
  const std::string& task = options.fitness.task.name;
  const bool faces = options.fitness.task.finds_faces();
  const std::string what = fmt::format(
      "{}: {}", task,
      faces ? "any number of faces in an image, each with a score" : "one face in each image");
  if (options.task_reason.empty()) return what;
  return fmt::format("{} (auto: {}; task={} finds {})", what, options.task_reason,
                     faces ? kSingleTask : kFacesTask, faces ? "one face each" : "any number");
}

}  // namespace efs::cli
