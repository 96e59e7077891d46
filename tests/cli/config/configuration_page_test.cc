// docs/configuration.md has the rows of the tables that a configuration is read by.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <sstream>

#include "cli/config/key.h"
#include "cli/config/presets.h"
#include "cli/config/search_config.h"
#include "core/files/files.h"

namespace efs::cli {
namespace {

/// As YAML in one line, words as code.
std::string default_of(const Key& key, const tune::SearchOptions& defaults) {
  YAML::Emitter out;
  out << YAML::Flow;
  out.SetSeqFormat(YAML::Flow);
  key.write(out, defaults);
  const std::string value = out.c_str();
  if (value.empty() || value == "\"\"") return "";
  const bool plain = value == "true" || value == "false" ||
                     value.find_first_not_of("0123456789.") == std::string::npos;
  return plain ? value : "`" + value + "`";
}

/// That of the task faces too where it is another one.
std::string defaults_of(const Key& key) {
  const Shown shown = key.notes.shown;
  if (shown == Shown::kCommented || shown == Shown::kExample) return "";
  const auto under = [&](const char* task) {
    auto config = Config::parse(task, "defaults");
    return default_of(key, parse_search_config(config));
  };
  const std::string single = under("task: single"), faces = under("task: faces");
  return single == faces ? single : single + "; faces: " + faces;
}

std::string meaning_of(const Key& key) {
  std::string text = meaning(key);
  NumberRange range = key.notes.range;
  if (range.high >= 1e6) range.high = std::numeric_limits<double>::infinity();
  const std::string words = range.words();
  if (!words.empty() && words != kNotNegative.words()) text += (text.empty() ? "" : "; ") + words;
  if (!key.notes.link.empty()) text += fmt::format(" ([{0}]({0}))", key.notes.link);
  return text;
}

std::string row(const std::string& name, const std::string& value, const std::string& meaning) {
  return fmt::format("| `{}` |{}{} |{}{} |\n", name, value.empty() ? "" : " ", value,
                     meaning.empty() ? "" : " ", meaning);
}

std::string table_of(const Section& section) {
  std::string table = "| key | default | meaning |\n| --- | --- | --- |\n";
  for (const Key& key : section.keys) {
    table += row(key.name, defaults_of(key), meaning_of(key));
  }
  return table;
}

TEST(ConfigurationPage, HasTheRowsOfTheTables) {
  const std::string page = read_file(EFS_SOURCE_DIR "/docs/configuration.md");
  std::size_t rows = presets().size();
  std::vector<std::string> tables;
  for (const Section& section : sections()) {
    tables.push_back(table_of(section));
    rows += section.keys.size();
  }
  for (const std::string& table : tables) {
    EXPECT_NE(page.find(table), std::string::npos) << "docs/configuration.md lacks:\n" << table;
  }
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) rows -= line.starts_with("| `");
  EXPECT_EQ(rows, 0U) << "it has rows that no table has, or one twice";
}

}  // namespace
}  // namespace efs::cli
