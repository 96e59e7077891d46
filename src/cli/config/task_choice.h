// What `task: auto` means for a data set, and what goes with a task.
#pragma once

#include <string>
#include <vector>

#include "core/config/config.h"
#include "tune/options.h"

namespace efs::cli {

inline constexpr const char* kAutoTask = "auto";
/// "auto", then the names of search::tasks().
std::vector<std::string> task_words();

struct TaskChoice {
  std::string task;  // of search::tasks()
  std::string why;   // empty: it was given
};

/// The configuration's task. `auto`, the default, is `single` where `data.faces` or `data.crops` asks
/// for one face, and where the label file shows exactly one face in each image; otherwise it is
/// `faces`. Without a label file that can be read it is `single`: what uses the labels says what is
/// wrong with them. `model_task`: of the model that is judged, which decides in the place of the
/// label file. UsageError: another word.
TaskChoice choose_task(Config& config, const std::string& model_task = "");

/// UsageError where another key does not go with the task: data.faces, fit, the losses.
void check_task(Config& config, const tune::SearchOptions& options);

}  // namespace efs::cli
