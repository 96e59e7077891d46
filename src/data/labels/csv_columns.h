// Which column of a table of boxes says what. Inside data/ only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "data/sample.h"

namespace efs::data {

/// What a column of a table of boxes says.
enum class ColumnRole {
  kImage,
  kXmin,
  kYmin,
  kXmax,
  kYmax,
  kWidth,  // of the box
  kHeight,
  kCentreX,
  kCentreY,
  kClass,
  kIgnore,
  kImageWidth,
  kImageHeight,
  kGroup,
};
inline constexpr std::size_t kColumnRoles = 14;

/// Where each role stands in a row.
class CsvColumns {
 public:
  /// By the names of a header. Nothing where these are not the names of an image and four numbers of
  /// a box. `group_column`: of the role kGroup.
  static std::optional<CsvColumns> named(const std::vector<std::string>& header,
                                         const std::string& group_column);
  /// Without a header: the image, xmin, ymin, xmax, ymax, and a class where there are six fields.
  static CsvColumns by_default(std::size_t fields);

  /// How many fields a row has.
  std::size_t size() const { return size_; }
  /// The field of this role; empty where there is no such column or the row is shorter.
  std::string field(const std::vector<std::string>& row, ColumnRole role) const;
  bool has(ColumnRole role) const;
  /// The columns of the box's four numbers, in the order in which corners() wants them.
  std::array<ColumnRole, 4> box_roles() const;
  detect::Box corners(const std::array<double, 4>& numbers) const;
  /// Names of the columns, for messages.
  const std::string& text() const { return text_; }

 private:
  std::array<std::optional<std::size_t>, kColumnRoles> place_of_;
  std::string text_;
  std::size_t size_ = 0;
};

}  // namespace efs::data
