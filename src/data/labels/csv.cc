#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/text/text_parts.h"
#include "data/images/image_name.h"
#include "data/labels/csv_columns.h"
#include "data/labels/csv_rows.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

using enum ColumnRole;

/// What a row says about its image; without a box: that it shows no face.
struct RowContent {
  std::optional<LabelledBox> box;
  bool is_ignored = false;
};

constexpr const char* kHeaderCure =
    "name the columns in the first row, for example image,xmin,ymin,xmax,ymax or image,x,y,w,h";

/// A first row that names no number is a header.
bool is_header(const std::vector<std::string>& fields) {
  const auto is_number = [](const std::string& field) { return parse_real(field).has_value(); };
  return std::ranges::none_of(fields, is_number) &&
         std::ranges::count_if(fields, [](const std::string& f) { return !f.empty(); }) > 4;
}

bool ignores(const CsvRows& rows, const std::string& field) {
  const std::string word = lower_case(field);
  if (word == "1" || word == "true" || word == "yes") return true;
  if (word.empty() || word == "0" || word == "false" || word == "no" || word == "-1") return false;
  rows.refuse("the column that tells faces to ignore is 1 for these, and 0 or empty for a face",
              "correct the row");
}

RowContent parse(const CsvRows& rows, const CsvColumns& columns) {
  const std::vector<std::string>& fields = rows.fields();
  std::vector<std::string> texts;
  for (const ColumnRole role : columns.box_roles()) {
    texts.push_back(rows.number_text(columns.field(fields, role)));
  }
  RowContent content{.box = std::nullopt,
                     .is_ignored = ignores(rows, columns.field(fields, kIgnore))};
  const bool blank = std::ranges::all_of(texts, [](const std::string& t) { return t.empty(); });
  const auto numbers = parse_coordinates<4>(texts);
  const std::string name = columns.field(fields, kImage);
  const bool only_name = fields.size() == 1 && has_image_suffix(name);
  const bool whole = fields.size() == columns.size();
  const bool usable = only_name || (whole && (numbers || (blank && !content.is_ignored)));
  if (!usable_image_id(name) || !usable) {
    rows.refuse(fmt::format("a row is {} with four numbers, or with none of them for an image "
                            "without a face",
                            columns.text()),
                "correct or remove the row (a name with a comma needs double quotes)");
  }
  if (numbers) {
    content.box = {columns.corners(*numbers), rows.line(), columns.field(fields, kClass)};
  }
  return content;
}

/// Gathers the rows of each image.
class Images {
 public:
  Images(const CsvRows& rows, const CsvColumns& columns, const std::string& file_name)
      : rows_(rows), columns_(columns), file_name_(file_name) {}

  void add() {
    const RowContent content = parse(rows_, columns_);
    const std::string name = columns_.field(rows_.fields(), kImage);
    const auto [entry, is_new] =
        position_of_.try_emplace(normalized_image_id(name), images_.size());
    if (is_new) {
      images_.push_back(described(name));
      shows_none_.push_back(!content.box);
    } else if (!content.box || shows_none_[entry->second]) {
      fail(
          "{}:{}: {} is also on line {}, and one of the two rows says that it shows no face; "
          "remove one of them",
          file_name_, rows_.line(), excerpt(name), images_[entry->second].place);
    }
    if (!content.box) return;
    const auto [box, is_new_box] =
        line_of_.try_emplace({entry->second, *content.box}, rows_.line());
    if (!is_new_box) {
      fail("{}:{}: this face of {} is already on line {}; remove one of the two rows", file_name_,
           rows_.line(), excerpt(name), box->second);
    }
    LabelledImage& image = images_[entry->second];
    (content.is_ignored ? image.ignored : image.faces).push_back(*content.box);
  }

  std::vector<LabelledImage> take() { return std::move(images_); }

 private:
  /// The image of the current row.
  LabelledImage described(const std::string& name) const {
    LabelledImage image = image_of(name, rows_.line());
    const auto side = [&](ColumnRole role) {
      return parse_count(columns_.field(rows_.fields(), role)).value_or(0);
    };
    image.stated_size = {side(kImageWidth), side(kImageHeight)};
    image.group = columns_.field(rows_.fields(), kGroup);
    return image;
  }

  const CsvRows& rows_;
  const CsvColumns& columns_;
  const std::string& file_name_;
  std::vector<LabelledImage> images_;
  std::vector<bool> shows_none_;  // per image: its only row has no box
  std::map<std::string, std::size_t> position_of_;
  std::map<std::pair<std::size_t, detect::Box>, int> line_of_;
};

CsvColumns columns_of(const CsvRows& rows, bool header, const std::string& group_column) {
  if (!header) {
    if (!group_column.empty()) {
      rows.refuse(fmt::format("the file has no header that names the column '{}' of groups",
                              excerpt(group_column)),
                  "add it, or name a file with lines 'image group'");
    }
    return CsvColumns::by_default(rows.fields().size());
  }
  const auto columns = CsvColumns::named(rows.fields(), group_column);
  if (!columns) rows.refuse("the columns are not those of an image and a box", kHeaderCure);
  if (!group_column.empty() && !columns->has(kGroup)) {
    rows.refuse(fmt::format("there is no column '{}' of groups", excerpt(group_column)),
                "name one of the columns, or a file with lines 'image group'");
  }
  return *columns;
}

}  // namespace

Labels read_csv_labels(std::string_view text, const LabelSource& source) {
  CsvRows rows(text, source.name);
  if (!rows.next()) return {};
  const bool header = is_header(rows.fields());
  const CsvColumns columns = columns_of(rows, header, source.group_column);
  Images images(rows, columns, source.name);
  if (!header) images.add();
  while (rows.next()) images.add();
  return {images.take(), {}};
}

bool is_csv(const TextStart& start) {
  if (start.lines.empty() || start.is_json() || start.is_xml()) return false;
  const std::string_view line = start.lines[0];
  return std::ranges::count(line, csv_separator(line)) >= 4;
}

}  // namespace efs::data
