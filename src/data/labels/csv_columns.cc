#include "data/labels/csv_columns.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "core/text/text_parts.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

struct RoleNames {
  ColumnRole role;
  std::vector<std::string> names;  // in lower case, without blanks and underscores
};

using enum ColumnRole;

const std::vector<RoleNames>& role_names() {
  static const std::vector<RoleNames> kNames = {
      {kImage,
       {"imageid", "image", "filename", "file", "path", "imagepath", "imagename", "filepath", "img",
        "imgname"}},
      {kXmin, {"xmin", "x1", "x", "left", "x0", "bboxx", "bboxx1", "bboxleft", "xtl"}},
      {kYmin, {"ymin", "y1", "y", "top", "y0", "bboxy", "bboxy1", "bboxtop", "ytl"}},
      {kXmax, {"xmax", "x2", "right", "bboxx2", "bboxright", "xbr"}},
      {kYmax, {"ymax", "y2", "bottom", "bboxy2", "bboxbottom", "ybr"}},
      {kWidth, {"w", "boxwidth", "bboxwidth", "bboxw", "facewidth"}},
      {kHeight, {"h", "boxheight", "bboxheight", "bboxh", "faceheight"}},
      {kCentreX, {"cx", "xc", "xcenter", "xcentre", "centerx", "centrex"}},
      {kCentreY, {"cy", "yc", "ycenter", "ycentre", "centery", "centrey"}},
      {kClass, {"class", "label", "labelname", "classname", "category", "name"}},
      {kIgnore, {"ignore", "difficult", "iscrowd", "crowd", "isgroupof"}},
      {kImageWidth, {"imagewidth", "imgwidth", "imgw"}},
      {kImageHeight, {"imageheight", "imgheight", "imgh"}},
  };
  return kNames;
}

std::string plain(const std::string& name) {
  std::string text = lower_case(name);
  std::erase_if(text, [](char c) { return c == '_' || c == ' ' || c == '-' || c == '.'; });
  return text;
}

std::size_t index_of(ColumnRole role) { return static_cast<std::size_t>(role); }

}  // namespace

std::optional<CsvColumns> CsvColumns::named(const std::vector<std::string>& header,
                                            const std::string& group_column) {
  CsvColumns columns;
  std::vector<std::optional<std::size_t>> sides(2);  // "width" and "height": of what shows later
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string name = plain(header[i]);
    if (!group_column.empty() && header[i] == group_column) columns.place_of_[index_of(kGroup)] = i;
    if (name == "width") sides[0] = i;
    if (name == "height") sides[1] = i;
    for (const RoleNames& row : role_names()) {
      auto& place = columns.place_of_[index_of(row.role)];
      if (!place && std::ranges::count(row.names, name) > 0) place = i;
    }
  }
  // A first column of another name is the image's.
  const bool first_is_free = !header.empty() && std::ranges::none_of(role_names(), [&](auto& row) {
    return row.role != kClass && columns.place_of_[index_of(row.role)] == 0U;
  });
  if (!columns.has(kImage) && first_is_free) {
    columns.place_of_[index_of(kImage)] = 0;
    auto& label = columns.place_of_[index_of(kClass)];
    if (label == 0U) label.reset();
  }
  const bool of_the_box = !columns.has(kXmax) && !columns.has(kWidth);
  const std::array<ColumnRole, 2> meant =
      of_the_box ? std::array{kWidth, kHeight} : std::array{kImageWidth, kImageHeight};
  for (std::size_t i = 0; i < meant.size(); ++i) {
    if (sides[i]) columns.place_of_[index_of(meant[i])] = sides[i];
  }
  columns.text_ = fmt::format("{}", fmt::join(header, ","));
  columns.size_ = header.size();
  const auto roles = columns.box_roles();
  const bool whole = columns.has(kImage) &&
                     std::ranges::all_of(roles, [&](ColumnRole role) { return columns.has(role); });
  return whole ? std::optional(columns) : std::nullopt;
}

CsvColumns CsvColumns::by_default(std::size_t fields) {
  CsvColumns columns;
  constexpr std::array kOrder = {kImage, kXmin, kYmin, kXmax, kYmax, kClass};
  for (std::size_t i = 0; i < std::min(std::max<std::size_t>(fields, 5), kOrder.size()); ++i) {
    columns.place_of_[index_of(kOrder[i])] = i;
  }
  columns.size_ = fields > 5 ? 6 : 5;
  columns.text_ = fields > 5 ? "image,xmin,ymin,xmax,ymax,class" : "image,xmin,ymin,xmax,ymax";
  return columns;
}

std::string CsvColumns::field(const std::vector<std::string>& row, ColumnRole role) const {
  const auto place = place_of_[index_of(role)];
  return place && *place < row.size() ? row[*place] : "";
}

bool CsvColumns::has(ColumnRole role) const { return place_of_[index_of(role)].has_value(); }

std::array<ColumnRole, 4> CsvColumns::box_roles() const {
  if (has(kXmax)) return {kXmin, kYmin, kXmax, kYmax};
  if (has(kCentreX)) return {kCentreX, kCentreY, kWidth, kHeight};
  return {kXmin, kYmin, kWidth, kHeight};
}

detect::Box CsvColumns::corners(const std::array<double, 4>& numbers) const {
  const auto& [a, b, c, d] = numbers;
  if (has(kXmax)) return {a, b, c, d};
  if (has(kCentreX)) return {a - c / 2, b - d / 2, a + c / 2, b + d / 2};
  return corners_of_size(numbers);
}

}  // namespace efs::data
