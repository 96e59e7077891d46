#include <algorithm>
#include <span>

#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"
#include "data/labels/outline.h"

namespace efs::data {
namespace {

using Numbers = std::span<const double>;  // behind the class

detect::Box box_of_centre(Numbers n) {
  return {n[0] - n[2] / 2, n[1] - n[3] / 2, n[0] + n[2] / 2, n[1] + n[3] / 2};
}

/// Whether the numbers behind the fourth are points in the box, and not further corners of an
/// outline: pairs x y, or triples x y visibility. Points that are not labelled are 0 or negative.
bool are_keypoints(Numbers n, std::size_t step) {
  constexpr double kSlack = 0.02;
  const detect::Box box = box_of_centre(n);
  if ((n.size() - 4) % step != 0) return false;
  for (std::size_t i = 4; i + 1 < n.size(); i += step) {
    if (n[i] <= 0.0 || n[i + 1] <= 0.0) continue;
    const bool inside = n[i] >= box.xmin - kSlack && n[i] <= box.xmax + kSlack &&
                        n[i + 1] >= box.ymin - kSlack && n[i + 1] <= box.ymax + kSlack;
    if (!inside) return false;
  }
  return true;
}

detect::Box box_of(Numbers n) {
  const bool is_outline =
      n.size() >= 6 && n.size() % 2 == 0 && !are_keypoints(n, 2) && !are_keypoints(n, 3);
  if (!is_outline) return box_of_centre(n);
  Outline outline;
  for (std::size_t i = 0; i + 1 < n.size(); i += 2) outline.add(n[i], n[i + 1]);
  return outline.extent();
}

}  // namespace

Labels read_yolo_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  LabelledImage image = image_of("", 1);
  image.in_shares = true;
  while (lines.next()) {
    const std::vector<std::string_view> fields = words(lines.line());
    std::vector<double> numbers;
    for (std::size_t i = 1; i < fields.size(); ++i) {
      if (const auto number = parse_number<double>(fields[i])) numbers.push_back(*number);
    }
    if (numbers.size() + 1 != fields.size() || numbers.size() < 4 || !parse_count(fields[0])) {
      lines.refuse(
          "a line is 'class centre_x centre_y width height', a whole number and four shares of the "
          "image's sides",
          "correct or remove it");
    }
    image.faces.push_back({box_of(numbers), lines.number(), std::string(fields[0])});
  }
  return {{std::move(image)}, {}};
}

bool is_yolo(const TextStart& start) {
  const std::vector<std::string_view> fields = start.words(0);
  return fields.size() >= 5 && parse_count(fields[0]) && are_numbers(fields, 1, fields.size()) &&
         std::all_of(fields.begin() + 1, fields.begin() + 5,
                     [](std::string_view word) { return *parse_real(word) <= 1.5; });
}

}  // namespace efs::data
