#include "data/labels/foreign_labels.h"

#include <algorithm>
#include <span>
#include <vector>

#include "core/error.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

using namespace std::string_view_literals;

std::vector<std::string_view> comma_fields(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const std::size_t comma = std::min(line.find(','), line.size());
    fields.push_back(trimmed(line.substr(0, comma)));
    line.remove_prefix(std::min(comma + 1, line.size()));
  }
  return fields;
}

/// "21,31,55,73,0"
bool is_box_word(std::string_view word) {
  const auto fields = comma_fields(word);
  return (fields.size() == 4 || fields.size() == 5) && are_numbers(fields, 0, fields.size());
}

/// Numbers from 0 to 1, as YOLO writes boxes.
bool are_shares(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  if (!are_numbers(words, from, to)) return false;
  for (std::size_t i = from; i < to; ++i) {
    const double value = *parse_real(words[i]);
    if (value < 0.0 || value > 1.0) return false;
  }
  return true;
}

constexpr const char* kRows =
    "export it as COCO or YOLO, or write a CSV file with a row image,xmin,ymin,xmax,ymax for each "
    "face, in pixels";

struct ForeignFormat {
  const char* name;
  const char* cure;
  bool (*matches)(const TextStart& start);
  bool is_vague = false;  // also files that are no labels at all
};

/// What a reader of ours would take for its own.
constexpr ForeignFormat kFirst[] = {
    {"a ZIP archive or an Excel file", "save the sheet as CSV, or unpack the archive",
     [](const TextStart& s) { return s.bytes.starts_with("PK\x03\x04"); }},
    {"an Excel file", "save the sheet as CSV",
     [](const TextStart& s) { return s.bytes.starts_with("\xd0\xcf\x11\xe0"); }},
    {"a gzip archive", "unpack it (gunzip)",
     [](const TextStart& s) { return s.bytes.starts_with("\x1f\x8b"); }},
    {"a MATLAB file", kRows, [](const TextStart& s) { return s.bytes.starts_with("MATLAB "); }},
    {"a binary file, or UTF-16 text without its mark", "name the label file, saved as UTF-8 text",
     [](const TextStart& s) { return s.head.find('\0') != std::string_view::npos; }, true},
    {"the CSV of the VGG Image Annotator", "export it as COCO",
     [](const TextStart& s) { return s.holds("region_shape_attributes") && !s.is_json(); }},
    {"Datumaro's JSON", "export it as COCO or YOLO",
     [](const TextStart& s) {
       return s.is_json() && s.holds("\"label_id\"") && s.holds("\"items\"");
     }},
    {"YOLO's text with commas", "separate the numbers by blanks, as YOLO does",
     [](const TextStart& s) {
       const auto fields = comma_fields(s.lines.empty() ? "" : s.lines.front());
       return fields.size() == 5 && parse_count(fields[0]) && are_shares(fields, 1, 5);
     }},
    {"keras-yolo3's list (path x1,y1,x2,y2,class ...)",
     "write a CSV file with a row path,x1,y1,x2,y2 for each face",
     [](const TextStart& s) {
       const auto words = s.words(0);
       return words.size() > 1 && is_box_word(words[1]) && is_box_word(words.back());
     }},
};

/// The first row that matches counts.
constexpr ForeignFormat kForeign[] = {
    {"a Git LFS pointer", "fetch the file itself (git lfs pull)",
     [](const TextStart& s) { return s.head.starts_with("version https://git-lfs"); }},
    {"CreateML's JSON", kRows,
     [](const TextStart& s) { return s.is_json() && s.holds("\"coordinates\""); }},
    {"Label Studio's JSON", "export it as COCO or YOLO",
     [](const TextStart& s) {
       return s.is_json() && (s.holds("rectanglelabels") || s.holds("\"original_width\""));
     }},
    {"the JSON of the VGG Image Annotator", "export it as COCO",
     [](const TextStart& s) { return s.is_json() && s.holds("shape_attributes"); }},
    {"Supervisely's JSON", "export it as COCO or YOLO",
     [](const TextStart& s) { return s.is_json() && s.holds("\"geometryType\""); }},
    {"JSON", kRows, [](const TextStart& s) { return s.is_json(); }, true},
    {"the XML of dlib's imglab", kRows,
     [](const TextStart& s) { return s.is_xml() && s.holds("<dataset") && s.holds("<image "); }},
    {"XML or HTML", kRows, [](const TextStart& s) { return s.is_xml(); }, true},
    {"YOLO's text with pixels instead of shares",
     "divide by the image's width and height, as YOLO does",
     [](const TextStart& s) {
       const auto words = s.words(0);
       return words.size() == 5 && parse_count(words[0]) && are_numbers(words, 1, 5);
     }},
    {"OpenCV's list for the training of cascades (path count x y w h ...)",
     "write a CSV file with the header image,x,y,w,h and a row for each face",
     [](const TextStart& s) {
       const auto words = s.words(0);
       const auto count = words.size() > 2 ? parse_count(words[1]) : std::nullopt;
       return count && words.size() == 2 + 4 * static_cast<std::size_t>(*count) &&
              !parse_real(words[0]) && are_numbers(words, 2, words.size());
     }},
    {"KITTI's text", kRows,
     [](const TextStart& s) {
       const auto words = s.words(0);
       return (words.size() == 15 || words.size() == 16) && !parse_real(words[0]) &&
              are_numbers(words, 1, words.size());
     }},
    {"YOLO's text with the names of classes instead of their numbers",
     "write the number of the class, as YOLO does",
     [](const TextStart& s) {
       const auto words = s.words(0);
       return words.size() == 5 && !parse_real(words[0]) && are_shares(words, 1, 5);
     }},
    {"rows separated by blanks", "separate the five fields by commas",
     [](const TextStart& s) {
       const auto words = s.words(s.lines.size() > 1 ? 1 : 0);
       return words.size() == 5 && !parse_real(words[0]) && are_numbers(words, 1, 5);
     }},
};

const ForeignFormat* find(std::span<const ForeignFormat> formats, const TextStart& start) {
  const auto found = std::ranges::find_if(
      formats, [&](const ForeignFormat& format) { return format.matches(start); });
  return found == formats.end() ? nullptr : &*found;
}

void refuse(const ForeignFormat* format, const std::string& file_name) {
  if (format == nullptr) return;
  fail("{}: this looks like {}, which is not read as labels; {}", file_name, format->name,
       format->cure);
}

}  // namespace

void refuse_no_labels(std::string_view bytes, const std::string& file_name) {
  refuse(find(kFirst, TextStart(bytes)), file_name);
}

void refuse_foreign_labels(const TextStart& start, const std::string& file_name) {
  refuse(find(kForeign, start), file_name);
}

void refuse_foreign_labels_of_tools(const TextStart& start, const std::string& file_name) {
  const ForeignFormat* format = find(kFirst, start);
  if (format == nullptr) format = find(kForeign, start);
  if (format != nullptr && !format->is_vague) refuse(format, file_name);
}

}  // namespace efs::data
