#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "core/error.h"
#include "data/label_readers.h"
#include "data/label_text.h"

namespace efs::data {
namespace {

constexpr std::size_t kColumns = 5;
using Corners = std::array<double, 4>;

/// The name in front and the four fields behind it. Quotes (either kind) may enclose the name,
/// which may then hold commas, and the quote itself doubled.
struct Row {
  std::string name;
  std::vector<std::string_view> fields;
};

std::optional<Row> split_row(std::string_view line) {
  Row row;
  std::size_t position = 0;
  const char quote = line.front();
  if (quote == '"' || quote == '\'') {
    bool closed = false;
    for (position = 1; position < line.size() && !closed; ++position) {
      if (line[position] != quote) {
        row.name += line[position];
      } else if (position + 1 < line.size() && line[position + 1] == quote) {
        row.name += quote;
        ++position;
      } else {
        closed = true;
      }
    }
    const std::string_view behind = trimmed(line.substr(position));
    if (!closed || !behind.starts_with(',')) return std::nullopt;
    position = line.find(',', position);
  } else {
    position = std::min(line.find(','), line.size());
    row.name = std::string(trimmed(line.substr(0, position)));
  }
  while (position < line.size() && row.fields.size() < kColumns) {
    const std::size_t end = std::min(line.find(',', position + 1), line.size());
    row.fields.push_back(trimmed(line.substr(position + 1, end - position - 1)));
    position = end;
  }
  if (row.fields.size() != kColumns - 1) return std::nullopt;
  return row;
}

std::optional<Corners> corners_of(const Row& row) {
  Corners corners{};
  for (std::size_t i = 0; i < corners.size(); ++i) {
    const std::optional<double> value = parse_real(row.fields[i]);
    if (!value) return std::nullopt;
    corners[i] = *value;
  }
  return corners;
}

/// A first row without any number is a header; one that names other columns would be misread.
bool is_header(const TextLines& lines, const Row& row) {
  std::vector<std::string> names;
  for (const std::string_view field : row.fields) {
    if (parse_real(field)) return false;
    std::string name(field);
    std::erase_if(name, [](char c) { return c == '"' || c == '\''; });
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    names.push_back(std::move(name));
  }
  static const std::vector<std::string> kShort = {"x1", "y1", "x2", "y2"};
  static const std::vector<std::string> kLong = {"xmin", "ymin", "xmax", "ymax"};
  if (names != kShort && names != kLong) {
    lines.refuse("the columns are image_id,x1,y1,x2,y2 in this order",
                 "rename or convert the columns, or correct the row");
  }
  return true;
}

}  // namespace

std::vector<LabelledImage> read_csv_labels(std::string_view text, const std::string& file_name) {
  TextLines lines(text, file_name);
  std::vector<LabelledImage> images;
  std::map<std::string, std::size_t> position_of;
  std::map<std::pair<std::size_t, Corners>, int> line_of;
  bool first = true;
  while (lines.next()) {
    const std::optional<Row> row = split_row(lines.line());
    if (row && std::exchange(first, false) && is_header(lines, *row)) continue;
    const std::optional<Corners> corners = row ? corners_of(*row) : std::nullopt;
    if (!corners || !usable_image_id(row->name)) {
      lines.refuse("a row is image_id,x1,y1,x2,y2 with four finite numbers",
                   "correct or remove the row (a name with a comma needs quotes)");
    }
    const auto [entry, is_new] =
        position_of.try_emplace(normalized_image_id(row->name), images.size());
    if (is_new) images.push_back({row->name, {}, lines.number()});
    const auto [face, is_new_face] = line_of.try_emplace({entry->second, *corners}, lines.number());
    if (!is_new_face) {
      fail("{}:{}: this face of {} is already on line {}; remove one of the two rows", file_name,
           lines.number(), excerpt(row->name), face->second);
    }
    const auto& [x1, y1, x2, y2] = *corners;
    images[entry->second].faces.push_back({x1, y1, x2, y2});
  }
  return images;
}

}  // namespace efs::data
