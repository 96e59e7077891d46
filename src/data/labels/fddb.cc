#include "data/images/image_name.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

/// FDDB writes "2002/08/11/big/img_591" for the file "2002/08/11/big/img_591.jpg".
std::string with_extension(std::string_view path) {
  return std::string(path) + (has_image_suffix(path) ? "" : ".jpg");
}

detect::Box parse_ellipse(const TextLines& lines) {
  const auto numbers = parse_reals<6>(words(lines.line()));
  if (!numbers || (*numbers)[0] <= 0.0 || (*numbers)[1] <= 0.0) {
    lines.refuse(
        "a face is six finite numbers 'major_radius minor_radius angle center_x center_y 1' with "
        "positive radii",
        "correct the line, or the number of faces above it");
  }
  const auto& [a, b, angle, x, y, last] = *numbers;
  return detect::ellipse_extent(a, b, angle, x, y);
}

}  // namespace

Labels read_fddb_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  Labels labels;
  while (lines.next()) {
    if (!usable_image_id(lines.line())) {
      lines.refuse("a list of faces starts with the path of its image", "write the path");
    }
    LabelledImage image = image_of(with_extension(lines.line()), lines.number());
    lines.next();
    const std::optional<int> count = parse_count(lines.line());
    if (!count) {
      lines.refuse("the line after an image's path is the number of its faces",
                   "correct it, or the number of faces of the image before");
    }
    for (int i = 0; i < *count; ++i) {
      lines.next();
      image.faces.push_back({parse_ellipse(lines), lines.number()});
    }
    labels.images.push_back(std::move(image));
  }
  return labels;
}

bool is_fddb(const TextStart& start) {
  return start.lines.size() > 1 && parse_count(start.lines[1]);
}

}  // namespace efs::data
