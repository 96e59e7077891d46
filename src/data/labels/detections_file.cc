#include "data/labels/detections_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/csv.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

constexpr std::size_t kMostDetectionBytes = std::size_t{256} << 20;
/// score x1 y1 x2 y2
constexpr std::size_t kDetectionNumbers = 5;
constexpr const char* kDetectionColumns[] = {"image_id", "score", "x1", "y1", "x2", "y2"};
constexpr std::size_t kDetectionFields = std::size(kDetectionColumns);
/// No box in pixels lies within so many of them.
constexpr double kLargestShare = 1.5;

/// The fields of a detection, in the order of kDetectionColumns.
using DetectionFields = std::array<std::string_view, kDetectionFields>;

std::optional<double> parse_score(std::string_view text) {
  const auto score = parse_number<double>(text);
  return score && std::isfinite(*score) ? score : std::nullopt;
}

/// Gathers the detections of each image.
class Found {
 public:
  explicit Found(const std::string& file_name) : file_name_(file_name) {}

  void add(const DetectionFields& fields, int line) {
    const auto score = parse_score(fields[1]);
    const auto corners = parse_reals<4>(std::span(fields).subspan(2));
    if (!score || !corners) {
      fail(
          "{}:{}: score, x1, y1, x2 and y2 are finite numbers (found '{} {} {} {} {}'); correct "
          "or remove the line",
          file_name_, line, excerpt(fields[1]), excerpt(fields[2]), excerpt(fields[3]),
          excerpt(fields[4]), excerpt(fields[5]));
    }
    if (!usable_image_id(fields[0])) {
      fail(
          "{}:{}: the path of the image is empty, too long or has control characters (found "
          "'{}'); correct or remove the line",
          file_name_, line, excerpt(fields[0]));
    }
    const detect::Box box{(*corners)[0], (*corners)[1], (*corners)[2], (*corners)[3]};
    if (box.width() < 0.0 || box.height() < 0.0) {
      fail(
          "{}:{}: x2 is at least x1, and y2 at least y1 (found {:g} {:g} {:g} {:g}); convert a "
          "box of x, y, width and height to its corners",
          file_name_, line, box.xmin, box.ymin, box.xmax, box.ymax);
    }
    for (const double side : *corners) largest_ = std::max(largest_, std::abs(side));
    image(fields[0], line).detections.push_back({box, *score});
  }

  std::vector<ImageDetections> take() {
    if (!images_.empty() && largest_ <= kLargestShare) {
      fail(
          "{}: all corners are at most {:g}, so they are shares of the image's sides; write pixels",
          file_name_, largest_);
    }
    return std::move(images_);
  }

 private:
  ImageDetections& image(std::string_view id, int line) {
    // Most files name an image on consecutive lines.
    if (!images_.empty() && images_.back().image_id == id) return images_.back();
    const auto [entry, is_new] = position_of_.try_emplace(normalized_image_id(id), images_.size());
    if (is_new) {
      images_.push_back({.image_id = std::string(id), .detections = {}, .line = line});
    }
    return images_[entry->second];
  }

  const std::string& file_name_;
  std::vector<ImageDetections> images_;
  std::map<std::string, std::size_t> position_of_;
  double largest_ = 0.0;
};

/// The path, and the last five words; nothing where there are fewer words than six.
std::optional<DetectionFields> fields_of(std::string_view line) {
  const std::vector<std::string_view> all = words(line);
  if (all.size() < kDetectionFields) return std::nullopt;
  DetectionFields fields;
  const auto numbers = all.end() - kDetectionNumbers;
  std::copy(numbers, all.end(), fields.begin() + 1);
  fields[0] = trimmed(line.substr(0, static_cast<std::size_t>(numbers->data() - line.data())));
  return fields;
}

/// CSV has a comma in its first line, and does not end in five numbers.
bool is_csv(std::string_view first_line) {
  if (first_line.find(',') == std::string_view::npos) return false;
  const auto fields = fields_of(first_line);
  return !fields || !parse_score((*fields)[1]) || !parse_reals<4>(std::span(*fields).subspan(2));
}

/// Where each of kDetectionColumns stands among the names of the header.
std::array<std::size_t, kDetectionFields> places_of(std::vector<std::string> header,
                                                    const std::string& place) {
  for (std::string& name : header) name = lower_case(trimmed(name));
  std::array<std::size_t, kDetectionFields> places{};
  for (std::size_t i = 0; i < kDetectionFields; ++i) {
    const auto found = std::ranges::find(header, kDetectionColumns[i]);
    if (found == header.end()) {
      fail(
          "{}: the header of CSV names image_id, x1, y1, x2, y2 and score, and here '{}' is "
          "missing; name it, or write lines 'path score x1 y1 x2 y2'",
          place, kDetectionColumns[i]);
    }
    places[i] = static_cast<std::size_t>(found - header.begin());
  }
  if (header.size() > kDetectionFields) {
    fail(
        "{}: the header of CSV names image_id, x1, y1, x2, y2 and score, and nothing else; remove "
        "the other {} columns",
        place, header.size() - kDetectionFields);
  }
  return places;
}

void read_csv_detections(std::string_view text, const std::string& file_name, Found& found) {
  int line = 1;
  std::optional<std::array<std::size_t, kDetectionFields>> places;
  while (!text.empty()) {
    const int begins = line;
    const std::vector<std::string> record = take_csv_record(text, line, file_name);
    if (record.size() == 1 && trimmed(record.front()).empty()) continue;
    if (!places) {
      places = places_of(record, fmt::format("{}:{}", file_name, begins));
      continue;
    }
    if (record.size() != kDetectionFields) {
      fail("{}:{}: {} fields, but the header names {}; complete or remove the row", file_name,
           begins, record.size(), kDetectionFields);
    }
    DetectionFields fields;
    for (std::size_t i = 0; i < kDetectionFields; ++i) fields[i] = trimmed(record[(*places)[i]]);
    found.add(fields, begins);
  }
}

void read_detection_lines(std::string_view text, const std::string& file_name, Found& found) {
  TextLines lines(text, file_name);
  while (lines.next()) {
    const auto fields = fields_of(lines.line());
    if (!fields) {
      lines.refuse("a line is 'path score x1 y1 x2 y2'", "complete or remove the line");
    }
    found.add(*fields, lines.number());
  }
}

}  // namespace

std::vector<ImageDetections> read_detections(std::string_view text, const std::string& file_name) {
  TextLines lines(text, file_name);
  if (!lines.next()) {
    fail(
        "{}: the file is empty, as if the detector had failed; one that finds nothing writes the "
        "header of CSV alone, image_id,x1,y1,x2,y2,score",
        file_name);
  }
  Found found(file_name);
  if (is_csv(lines.line())) {
    read_csv_detections(without_byte_order_mark(text), file_name, found);
  } else {
    read_detection_lines(text, file_name, found);
  }
  return found.take();
}

std::vector<ImageDetections> read_detections_file(const std::filesystem::path& path) {
  return read_detections(read_file(path, kMostDetectionBytes), path.string());
}

}  // namespace efs::data
