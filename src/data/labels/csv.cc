#include "core/text/csv.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// A field without the white space and the quotes around it (either kind).
std::string bare(std::string_view field) {
  field = trimmed(field);
  const bool quoted = field.size() > 1 && field.front() == field.back() &&
                      (field.front() == '"' || field.front() == '\'');
  return std::string(trimmed(quoted ? field.substr(1, field.size() - 2) : field));
}

/// A row of the file, and where it stands.
struct CsvRow {
  std::string name;
  std::vector<std::string> fields;  // behind the name
  std::string_view text;
  int line = 0;
};

/// Takes the rows from the front of a text, one by one.
class Rows {
 public:
  Rows(std::string_view text, const std::string& file_name)
      : rest_(without_byte_order_mark(text)), file_name_(file_name) {}

  /// Moves to the next row that is not blank; false at the end.
  bool next() {
    while (!rest_.empty()) {
      row_.line = line_;
      const std::string_view before = rest_;
      std::vector<std::string> fields = take_csv_record(rest_, line_, file_name_);
      row_.text = efs::trimmed(before.substr(0, before.size() - rest_.size()), " \t\r\v\f\n");
      if (row_.text.empty()) continue;
      std::transform(fields.begin(), fields.end(), fields.begin(), bare);
      row_.name = fields.front();
      row_.fields.assign(fields.begin() + 1, fields.end());
      return true;
    }
    return false;
  }

  const CsvRow& row() const { return row_; }

  /// Error "FILE:LINE: rule (found 'ROW'); cure".
  [[noreturn]] void refuse(std::string_view rule, std::string_view cure) const {
    fail("{}:{}: {} (found '{}'); {}", file_name_, row_.line, rule, excerpt(row_.text), cure);
  }

 private:
  std::string_view rest_;
  const std::string& file_name_;
  int line_ = 1;
  CsvRow row_;
};

/// A first row without any number is a header; one that names other columns would be misread.
bool is_header(const Rows& rows) {
  std::vector<std::string> names = rows.row().fields;
  for (std::string& name : names) {
    if (parse_real(name)) return false;
    name = lower_case(name);
  }
  static const std::vector<std::string> kShort = {"x1", "y1", "x2", "y2"};
  static const std::vector<std::string> kLong = {"xmin", "ymin", "xmax", "ymax"};
  if (names != kShort && names != kLong) {
    rows.refuse("the columns are image_id,x1,y1,x2,y2 in this order",
                "rename or convert the columns, or correct the row");
  }
  return true;
}

}  // namespace

std::vector<LabelledImage> read_csv_labels(std::string_view text, const std::string& file_name) {
  Rows rows(text, file_name);
  std::vector<LabelledImage> images;
  std::map<std::string, std::size_t> position_of;
  std::map<std::pair<std::size_t, detect::Box>, int> line_of;
  bool first = true;
  while (rows.next()) {
    const CsvRow& row = rows.row();
    const auto numbers = parse_reals<4>(row.fields);
    if (std::exchange(first, false) && !numbers && is_header(rows)) continue;
    if (!numbers || !usable_image_id(row.name)) {
      rows.refuse("a row is image_id,x1,y1,x2,y2 with four finite numbers",
                  "correct or remove the row (a name with a comma needs double quotes)");
    }
    const auto [entry, is_new] =
        position_of.try_emplace(normalized_image_id(row.name), images.size());
    if (is_new) images.push_back({row.name, {}, row.line});
    const auto& [x1, y1, x2, y2] = *numbers;
    const detect::Box box{x1, y1, x2, y2};
    const auto [face, is_new_face] = line_of.try_emplace({entry->second, box}, row.line);
    if (!is_new_face) {
      fail("{}:{}: this face of {} is already on line {}; remove one of the two rows", file_name,
           row.line, excerpt(row.name), face->second);
    }
    images[entry->second].faces.push_back(box);
  }
  return images;
}

}  // namespace efs::data
