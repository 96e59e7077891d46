#include <algorithm>
#include <array>
#include <cmath>

#include "data/images/image_name.h"
#include "data/labels/label_readers.h"
#include "data/labels/label_text.h"
#include "data/labels/outline.h"

namespace efs::data {
namespace {

constexpr std::array<std::size_t, 6> kCounts = {4, 5, 14, 15, 19, 20};

/// A path, and the size of the image where it stands behind it.
struct Header {
  std::string_view path;
  ImageSize size;
};

Header header_of(std::string_view line) {
  const std::string_view text = trimmed(line.substr(1));
  const std::vector<std::string_view> fields = words(text);
  if (fields.size() < 3) return {text, {}};
  const auto height = parse_count(fields.back());
  const auto width = parse_count(fields[fields.size() - 2]);
  const auto path =
      text.substr(0, static_cast<std::size_t>(fields[fields.size() - 3].end() - text.begin()));
  if (!width || !height || !has_image_suffix(path)) return {text, {}};
  return {path, {*width, *height}};
}

struct Row {
  std::size_t image = 0;
  int line = 0;
  std::vector<double> numbers;
};

Row row_of(const TextLines& lines, std::size_t image) {
  Row row{image, lines.number(), {}};
  for (const std::string_view word : words(lines.line())) {
    const auto number = parse_number<double>(word);
    if (!number) break;
    row.numbers.push_back(*number);
  }
  const bool whole = row.numbers.size() == words(lines.line()).size();
  if (!whole || std::ranges::count(kCounts, row.numbers.size()) == 0) {
    lines.refuse("a face is 4 numbers, or 5, 14, 15, 19 or 20 with landmarks",
                 "correct or remove the line (an image's path starts with '# ')");
  }
  return row;
}

/// The extent of the five landmarks; of no size where the row has none.
detect::Box landmarks_of(const Row& row) {
  Outline outline;
  if (row.numbers.size() < 14) return outline.extent();
  const std::size_t step = row.numbers.size() < 19 ? 2 : 3;
  for (std::size_t i = 4; i + 1 < 4 + 5 * step; i += step) {
    const double x = row.numbers[i], y = row.numbers[i + 1];
    if (x >= 0.0 && y >= 0.0) outline.add(x, y);  // else it is not labelled
  }
  return outline.extent();
}

/// How unlike a face the box is around its landmarks, which span about half of it; 0 where there are
/// none.
double strangeness_of(const Row& row, const detect::Box& box) {
  constexpr double kNone = 4.0, kUsualShare = 0.5;
  if (box.width() <= 0.0 || box.height() <= 0.0) return kNone;
  const detect::Box landmarks = landmarks_of(row);
  if (landmarks.height() <= 0.0) return 0.0;
  return std::min(kNone, std::abs(std::log(landmarks.height() / box.height() / kUsualShare)));
}

std::array<double, 4> box_numbers(const Row& row) {
  return {row.numbers[0], row.numbers[1], row.numbers[2], row.numbers[3]};
}

detect::Box as_corners(const Row& row) {
  const auto& [xmin, ymin, xmax, ymax] = box_numbers(row);
  return {xmin, ymin, xmax, ymax};
}

/// True where the numbers of the boxes are two corners.
bool are_corners(const std::vector<Row>& rows, bool has_sizes) {
  double corners = 0.0, sizes = 0.0;
  for (const Row& row : rows) {
    corners += strangeness_of(row, as_corners(row));
    sizes += strangeness_of(row, corners_of_size(box_numbers(row)));
  }
  return corners == sizes ? has_sizes : corners < sizes;
}

void add_boxes(Labels& labels, const std::vector<Row>& rows, bool has_sizes) {
  const bool corners = are_corners(rows, has_sizes);
  for (const Row& row : rows) {
    const bool ignored = has_sizes && row.numbers.size() == 5 && row.numbers[4] == 1.0;
    LabelledImage& image = labels.images[row.image];
    (ignored ? image.ignored : image.faces)
        .push_back({corners ? as_corners(row) : corners_of_size(box_numbers(row)), row.line});
  }
}

}  // namespace

Labels read_retinaface_labels(std::string_view text, const LabelSource& source) {
  TextLines lines(text, source.name);
  Labels labels;
  std::vector<Row> rows;
  bool has_sizes = false;
  while (lines.next()) {
    if (!lines.line().starts_with('#')) {
      if (labels.images.empty()) {
        lines.refuse("the first line names an image as '# path'", "add that line");
      }
      rows.push_back(row_of(lines, labels.images.size() - 1));
      continue;
    }
    const Header header = header_of(lines.line());
    if (!usable_image_id(header.path)) {
      lines.refuse("'#' is followed by the path of an image", "write the path");
    }
    labels.images.push_back(image_of(header.path, lines.number()));
    labels.images.back().stated_size = header.size;
    has_sizes = has_sizes || header.size.width > 0;
  }
  add_boxes(labels, rows, has_sizes);
  return labels;
}

bool is_retinaface(const TextStart& start) {
  if (start.lines.empty() || !start.lines[0].starts_with('#')) return false;
  if (header_of(start.lines[0]).size.width > 0) return true;
  return std::ranges::any_of(start.lines, [](std::string_view line) {
    const std::vector<std::string_view> fields = words(line);
    return !line.starts_with('#') && fields.size() > 4 && are_numbers(fields, 0, fields.size()) &&
           std::ranges::count(kCounts, fields.size()) > 0;
  });
}

}  // namespace efs::data
