#include "report/leaderboard/csv_reader.h"

#include <stdexcept>

namespace efs::report {
namespace {

std::vector<std::vector<std::string>> read_lines(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> line{""};
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char character = text[i];
    if (quoted && character == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      line.back() += text[++i];
    } else if (character == '"') {
      quoted = !quoted;
    } else if (character == ',' && !quoted) {
      line.emplace_back();
    } else if (character == '\n' && !quoted) {
      lines.push_back(std::move(line));
      line = {""};
    } else {
      line.back() += character;
    }
  }
  return lines;
}

}  // namespace

std::vector<CsvRow> read_csv(const std::string& text) {
  const auto lines = read_lines(text);
  std::vector<CsvRow> rows;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].size() != lines[0].size()) throw std::runtime_error("a line of another length");
    CsvRow row;
    for (std::size_t k = 0; k < lines[i].size(); ++k) row[lines[0][k]] = lines[i][k];
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace efs::report
