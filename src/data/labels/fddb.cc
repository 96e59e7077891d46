#include <array>

#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// FDDB writes "2002/08/11/big/img_591" for the file "2002/08/11/big/img_591.jpg".
std::string with_extension(std::string_view path) {
  return std::string(path) + (has_picture_suffix(path) ? "" : ".jpg");
}

Box parse_ellipse(const TextLines& lines) {
  const std::vector<std::string_view> fields = words(lines.line());
  std::array<double, 6> values{};
  bool valid = fields.size() == values.size();
  for (std::size_t i = 0; valid && i < values.size(); ++i) {
    const std::optional<double> value = parse_real(fields[i]);
    valid = value.has_value();
    values[i] = value.value_or(0.0);
  }
  if (!valid || values[0] <= 0.0 || values[1] <= 0.0) {
    lines.refuse(
        "a face is six finite numbers 'major_radius minor_radius angle center_x center_y 1' with "
        "positive radii",
        "correct the line, or the number of faces above it");
  }
  return ellipse_extent(values[0], values[1], values[2], values[3], values[4]);
}

}  // namespace

std::vector<LabelledImage> read_fddb_labels(std::string_view text, const std::string& file_name) {
  TextLines lines(text, file_name);
  std::vector<LabelledImage> images;
  while (lines.next()) {
    if (!usable_image_id(lines.line())) {
      lines.refuse("a list of faces starts with the path of its image", "write the path");
    }
    LabelledImage image{with_extension(lines.line()), {}, lines.number()};
    lines.next();
    const std::optional<int> count = parse_count(lines.line());
    if (!count) {
      lines.refuse("the line after an image's path is the number of its faces",
                   "correct it, or the number of faces of the image before");
    }
    for (int i = 0; i < *count; ++i) {
      lines.next();
      image.faces.push_back(parse_ellipse(lines));
    }
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace efs::data
