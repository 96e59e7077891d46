#include "core/text/csv.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "data/images/image_name.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

constexpr std::size_t kCorners = 4;  // numbers of a box

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

/// The columns behind the image's name, as the header says or, without one, as they are by default.
struct Columns {
  bool is_named = false;  // the first row is a header
  bool has_ignore = false;
};

/// What a row says about its image; without a box: that it shows no face.
struct RowContent {
  std::optional<detect::Box> box;
  bool is_ignored = false;
};

bool are_blank(const std::vector<std::string>& fields) {
  return std::ranges::all_of(fields, [](const std::string& field) { return field.empty(); });
}

/// A first row of words is a header; one that names other columns would be misread.
Columns columns_of(const Rows& rows) {
  std::vector<std::string> names = rows.row().fields;
  if (are_blank(names)) return {};
  for (std::string& name : names) {
    if (parse_real(name)) return {};
    name = lower_case(name);
  }
  const bool has_ignore = names.back() == "ignore";
  if (has_ignore) names.pop_back();
  static const std::vector<std::string> kShort = {"x1", "y1", "x2", "y2"};
  static const std::vector<std::string> kLong = {"xmin", "ymin", "xmax", "ymax"};
  if (names != kShort && names != kLong) {
    rows.refuse("the columns are image_id,x1,y1,x2,y2 in this order, and then ignore or nothing",
                "rename or convert the columns, or correct the row");
  }
  return {.is_named = true, .has_ignore = has_ignore};
}

RowContent parse(const Rows& rows, const Columns& columns) {
  const CsvRow& row = rows.row();
  std::vector<std::string> fields = row.fields;
  RowContent content;
  if (columns.has_ignore && fields.size() == kCorners + 1) {
    if (fields.back() != "0" && fields.back() != "1" && !fields.back().empty()) {
      rows.refuse("the column ignore is 1 for a region to ignore, 0 or empty for a face",
                  "correct the row");
    }
    content.is_ignored = fields.back() == "1";
    fields.pop_back();
  } else if (columns.has_ignore && !fields.empty()) {
    rows.refuse("a row is image_id,x1,y1,x2,y2,ignore as the header says", "complete the row");
  }
  const bool only_name = fields.empty() && has_image_suffix(row.name);
  const bool only_blanks = fields.size() == kCorners && are_blank(fields) && !content.is_ignored;
  const auto numbers = parse_reals<kCorners>(fields);
  if (!usable_image_id(row.name) || (!numbers && !only_name && !only_blanks)) {
    rows.refuse(
        "a row is image_id,x1,y1,x2,y2 with four finite numbers, or with none of them for an image "
        "without a face",
        "correct or remove the row (a name with a comma needs double quotes)");
  }
  if (numbers) content.box = {(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
  return content;
}

/// Gathers the rows of each image.
class Images {
 public:
  explicit Images(const std::string& file_name) : file_name_(file_name) {}

  void add(const CsvRow& row, const RowContent& content) {
    const auto [entry, is_new] =
        position_of_.try_emplace(normalized_image_id(row.name), images_.size());
    if (is_new) {
      images_.push_back({.image_id = row.name, .faces = {}, .ignored = {}, .line = row.line});
      shows_none_.push_back(!content.box);
    } else if (!content.box || shows_none_[entry->second]) {
      fail(
          "{}:{}: {} is also on line {}, and one of the two rows says that it shows no face; "
          "remove one of them",
          file_name_, row.line, excerpt(row.name), images_[entry->second].line);
    }
    if (!content.box) return;
    const auto [box, is_new_box] = line_of_.try_emplace({entry->second, *content.box}, row.line);
    if (!is_new_box) {
      fail("{}:{}: this face of {} is already on line {}; remove one of the two rows", file_name_,
           row.line, excerpt(row.name), box->second);
    }
    LabelledImage& image = images_[entry->second];
    (content.is_ignored ? image.ignored : image.faces).push_back(*content.box);
  }

  std::vector<LabelledImage> take() { return std::move(images_); }

 private:
  const std::string& file_name_;
  std::vector<LabelledImage> images_;
  std::vector<bool> shows_none_;  // per image: its only row has no box
  std::map<std::string, std::size_t> position_of_;
  std::map<std::pair<std::size_t, detect::Box>, int> line_of_;
};

}  // namespace

std::vector<LabelledImage> read_csv_labels(std::string_view text, const std::string& file_name) {
  Rows rows(text, file_name);
  Images images(file_name);
  if (!rows.next()) return {};
  const Columns columns = columns_of(rows);
  if (!columns.is_named) images.add(rows.row(), parse(rows, columns));
  while (rows.next()) images.add(rows.row(), parse(rows, columns));
  return images.take();
}

}  // namespace efs::data
