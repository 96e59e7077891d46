#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "cli/config/key.h"
#include "cli/config/search_config.h"

namespace efs::cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kCommentColumn = 28;

tune::SearchOptions defaults_of(const std::string& task) {
  auto config = Config::parse("task: " + task, "defaults");
  return parse_search_config(config);
}

struct Defaults {
  tune::SearchOptions single = defaults_of(kSingleTask);
  tune::SearchOptions faces = defaults_of(kFacesTask);
};

/// Lines of at most kWidth where there are spaces to break at.
std::string wrapped(std::string text, const std::string& first, const std::string& next) {
  std::string result, prefix = first;
  while (prefix.size() + text.size() > kWidth) {
    const auto space = text.rfind(' ', kWidth - prefix.size());
    if (space == std::string::npos || space == 0) break;
    result += prefix + text.substr(0, space) + "\n";
    text.erase(0, space + 1);
    prefix = next;
  }
  return result + prefix + text + "\n";
}

/// Backticks are for the page.
std::string comment(std::string text, const std::string& indent) {
  std::erase(text, '`');
  return text.empty() ? "" : wrapped(text, indent + "# ", indent + "# ");
}

std::string value_of(const Key& key, const tune::SearchOptions& options) {
  YAML::Emitter out;
  out.SetSeqFormat(YAML::Flow);
  key.write(out, options);
  return out.c_str();
}

/// A default that depends on the task is commented out: the file may be for either.
std::string line_of(const Key& key, const Defaults& defaults) {
  if (key.notes.shown != Shown::kValue) {
    const char* mark = key.notes.shown == Shown::kCommented ? "# " : "";
    return mark + key.name + ": " + key.notes.example;
  }
  const std::string value = value_of(key, defaults.single), other = value_of(key, defaults.faces);
  if (value == other) return key.name + ": " + value;
  return fmt::format("# {}: {} (task faces: {})", key.name, value, other);
}

/// Its comment behind it where there is room, otherwise above.
std::string shown(const Key& key, const std::string& indent, const Defaults& defaults) {
  const std::string line = indent + line_of(key, defaults);
  const std::string above = comment(meaning(key), indent);
  std::string both = line;
  both.resize(std::max(line.size() + 1, kCommentColumn), ' ');
  both += above.substr(std::min(indent.size(), above.size()));
  const bool fits = both.size() <= kWidth + 1 && both.ends_with('\n');
  const std::string next = indent + (line_of(key, defaults).starts_with('#') ? "#   " : "    ");
  return fits ? both : above + wrapped(line, "", next);
}

}  // namespace

std::string config_template() {
  const Defaults defaults;
  std::string text = R"(# A search of efs. Run it with:   efs search THIS_FILE
# Every key can be left out (its default is shown) and can be overridden on the command line:
#   efs search THIS_FILE input=128 space.learning_rate=[0.001]
)";
  for (const Section& section : sections()) {
    text += "\n" + comment(section.comment, "");
    if (!section.name.empty()) text += section.name + ":\n";
    for (const Key& key : section.keys) {
      if (key.notes.shown == Shown::kNot) continue;
      text += shown(key, section.name.empty() ? "" : "  ", defaults);
    }
  }
  return text;
}

}  // namespace efs::cli
