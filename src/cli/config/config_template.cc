#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>

#include "cli/config/key.h"
#include "cli/config/search_config.h"

namespace efs::cli {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kCommentColumn = 28;

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

/// "name: value", in one line or several.
std::vector<std::string> lines_of(const Key& key, const tune::SearchOptions& options) {
  if (key.notes.shown != Shown::kValue) {
    const char* mark = key.notes.shown == Shown::kCommented ? "# " : "";
    return {mark + key.name + ": " + key.notes.example};
  }
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << key.name << YAML::Value;
  key.write(out, options);
  out << YAML::EndMap;
  std::istringstream text(out.c_str());
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string shown(const Key& key, const std::string& indent, const tune::SearchOptions& options) {
  const auto lines = lines_of(key, options);
  std::string above = comment(meaning(key), indent);
  if (lines.size() == 1 && std::count(above.begin(), above.end(), '\n') == 1) {
    std::string line = indent + lines.front();
    line.resize(std::max(line.size() + 1, kCommentColumn), ' ');
    line += above.substr(indent.size());
    if (line.size() <= kWidth + 1) return line;
  }
  for (const std::string& line : lines) above += wrapped(line, indent, indent + "    ");
  return above;
}

}  // namespace

std::string config_template() {
  auto none = Config::parse("", "defaults");
  const tune::SearchOptions defaults = parse_search_config(none);
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
