#include "cli/torch/config_arguments.h"

#include <filesystem>

#include "cli/config/search_config.h"
#include "cli/options.h"
#include "core/error.h"
#include "tune/study/weights_choice.h"

namespace efs::cli {
namespace {

/// A YAML text in double quotes, so that any path survives.
std::string quoted(const std::string& path) {
  std::string text = "\"";
  for (const char c : path) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + '"';
}

void require_there(const std::filesystem::path& path, const char* key, const char* what) {
  if (path.empty() || std::filesystem::exists(path)) return;
  fail("{}: {}, {}, does not exist; name the right one", key, what, path.string());
}

}  // namespace

void ConfigArguments::add_to(CLI::App& command) {
  command
      .add_option("config", words,
                  "a configuration file (see efs init) and key.path=value overrides")
      ->type_name(std::string("FILE|") + kOverride);
  add_path(command, "--images", images, "DIR",
           "folder of the photographs (data.images); alone: their labels are in it, too");
  add_path(command, "--labels", labels, "PATH",
           "label file, or folder of labels (data.labels); alone: it leads to the photographs");
}

tune::SearchOptions ConfigArguments::load(const std::string& model_task) const {
  const auto [files, assignments] = split();
  if (files.size() > 1) {
    fail_usage("two configuration files, {} and {}; give one, and key.path=value for what differs",
               files[0], files[1]);
  }
  return load_search_config(files.empty() ? "" : files[0], assignments, model_task);
}

std::vector<std::string> ConfigArguments::overrides() const {
  auto [files, assignments] = split();
  if (files.empty()) return assignments;
  fail_usage(
      "{}: --resume goes on with the study's own configuration; give key.path=value for what "
      "changes",
      files[0]);
}

ConfigArguments::Split ConfigArguments::split() const {
  Split split;
  for (const auto& word : words) {
    if (word.empty()) fail_usage("an empty word is no configuration (is a shell variable unset?)");
    (word.find('=') == std::string::npos ? split.files : split.assignments).push_back(word);
  }
  if (!images.empty()) split.assignments.push_back("data.images=" + quoted(images));
  if (!labels.empty()) split.assignments.push_back("data.labels=" + quoted(labels));
  return split;
}

void require_data(const tune::SearchOptions& options) {
  if (options.data.labels.empty()) {
    fail_usage(
        "which photographs? give --images DIR and --labels FILE, or one of both where images and "
        "labels lie together (or data.images and data.labels in a configuration; `efs init` writes "
        "one)");
  }
  require_there(options.data.images, "data.images", "the folder of the photographs");
  require_there(options.data.labels, "data.labels", "the labels");
  require_there(options.data.validation_images, "data.validation_images",
                "the folder of the photographs that validate");
  require_there(options.data.validation_labels, "data.validation_labels",
                "the labels of what validates");
  require_there(options.data.folds, "data.folds", "the fold file");
  require_there(options.data.near_duplicates, "data.near_duplicates",
                "the list of near duplicates");
  if (options.weights != tune::kTorchvisionWeights) {
    require_there(options.weights, "weights", "the weights");
  }
}

}  // namespace efs::cli
