#include <fmt/format.h>

#include <span>

#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"

namespace efs::data {

Labels read_celeba_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  lines.next();
  const std::optional<int> count = parse_count(lines.line());
  if (!count) lines.refuse("the first line is the number of images", "write it");
  lines.next();
  if (words(lines.line()).size() != 5 || are_numbers(words(lines.line()), 1, 5)) {
    lines.refuse("the second line names the columns image_id x_1 y_1 width height", "write it");
  }
  Labels labels;
  while (lines.next()) {
    const std::vector<std::string_view> fields = words(lines.line());
    const auto box = parse_coordinates<4>(std::span(fields).subspan(fields.empty() ? 0 : 1));
    if (fields.size() != 5 || !box || !usable_image_id(fields[0])) {
      lines.refuse("a row is image_id x_1 y_1 width height", "correct or remove the row");
    }
    LabelledImage image = image_of(fields[0], lines.number());
    image.faces.push_back({corners_of_size(*box), lines.number()});
    labels.images.push_back(std::move(image));
  }
  if (labels.images.size() != static_cast<std::size_t>(*count)) {
    lines.refuse(fmt::format("the first line promises {} images, and {} follow", *count,
                             labels.images.size()),
                 "correct the number, or fetch the whole file");
  }
  return labels;
}

bool is_celeba(const TextStart& start) {
  return start.lines.size() > 1 && parse_count(start.lines[0]) &&
         start.lines[1].starts_with("image_id ");
}

}  // namespace efs::data
