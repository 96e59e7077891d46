#include "data/images/image_name.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

constexpr std::size_t kNumbers = 10;
constexpr std::size_t kInvalid = 7;

/// Adds the face of the current line.
void add_face(LabelledImage& image, const TextLines& lines) {
  const std::vector<std::string_view> fields = words(lines.line());
  const auto box = parse_coordinates<4>(fields);
  const bool few = fields.size() == 4;  // the lists of the test images
  if (!box || (!few && (fields.size() != kNumbers || !are_numbers(fields, 4, kNumbers)))) {
    lines.refuse(
        "a face is ten numbers 'x y width height blur expression illumination invalid occlusion "
        "pose'",
        "correct the line, or the number of faces above it");
  }
  const bool invalid = !few && *parse_real(fields[kInvalid]) == 1.0;
  (invalid ? image.ignored : image.faces).push_back({corners_of_size(*box), lines.number()});
}

/// The line of zeros that the lists have where an image has no face.
bool is_dummy(std::string_view line) {
  const std::vector<std::string_view> fields = words(line);
  if (fields.size() != kNumbers && fields.size() != 4) return false;
  for (const std::string_view field : fields) {
    if (parse_real(field) != 0.0) return false;
  }
  return true;
}

}  // namespace

Labels read_wider_face_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  Labels labels;
  for (bool more = lines.next(); more;) {
    if (!has_image_suffix(lines.line()) || !usable_image_id(lines.line())) {
      lines.refuse("a list of faces starts with the path of its image",
                   "correct it, or the number of faces of the image before");
    }
    LabelledImage image = image_of(lines.line(), lines.number());
    lines.next();
    const std::optional<int> count = parse_count(lines.line());
    if (!count) {
      lines.refuse("the line after an image's path is the number of its faces", "write the number");
    }
    for (int i = 0; i < *count; ++i) {
      lines.next();
      add_face(image, lines);
    }
    labels.images.push_back(std::move(image));
    more = lines.next();
    if (*count == 0 && more && is_dummy(lines.line())) more = lines.next();
  }
  return labels;
}

bool is_wider_face(const TextStart& start) {
  if (start.lines.size() < 2 || !has_image_suffix(start.lines[0]) || !parse_count(start.lines[1])) {
    return false;
  }
  // A first image without a face says nothing of the rows.
  for (std::size_t i = 2; i < start.lines.size(); ++i) {
    const std::vector<std::string_view> fields = words(start.lines[i]);
    if (are_numbers(fields, 0, fields.size()) && fields.size() > 1) {
      return fields.size() == kNumbers || fields.size() == 4;
    }
  }
  return false;
}

}  // namespace efs::data
