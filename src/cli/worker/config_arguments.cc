#include "cli/worker/config_arguments.h"

#include <filesystem>

#include "cli/config/search_config.h"
#include "core/error.h"

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

}  // namespace

void ConfigArguments::add_to(CLI::App& command) {
  command.add_option("config", words,
                     "a configuration file (see efs init) and key.path=value overrides");
  command.add_option("--images", images, "folder of the photographs (data.images)")
      ->type_name("DIR");
  command.add_option("--labels", labels, "label file (data.labels)")->type_name("FILE");
}

tune::SearchOptions ConfigArguments::load() const {
  std::filesystem::path file;
  std::vector<std::string> overrides;
  for (const auto& word : words) {
    if (word.empty()) fail_usage("an empty word is no configuration (is a shell variable unset?)");
    if (word.find('=') != std::string::npos) {
      overrides.push_back(word);
    } else if (file.empty()) {
      file = word;
    } else {
      fail_usage(
          "two configuration files, {} and {}; give one, and key.path=value for what differs",
          file.string(), word);
    }
  }
  if (!images.empty()) overrides.push_back("data.images=" + quoted(images));
  if (!labels.empty()) overrides.push_back("data.labels=" + quoted(labels));
  return load_search_config(file, overrides);
}

void ConfigArguments::refuse_for_resume() const {
  if (words.empty() && images.empty() && labels.empty()) return;
  fail_usage("--resume goes on with the study's own configuration; give only --study");
}

void require_data(const tune::SearchOptions& options) {
  if (options.data.images.empty() || options.data.labels.empty()) {
    fail_usage(
        "which photographs? give --images DIR and --labels FILE (or data.images and data.labels in "
        "a "
        "configuration; `efs init` writes one)");
  }
}

}  // namespace efs::cli
