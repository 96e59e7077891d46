#include "data/labels/foreign_labels.h"

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

using namespace std::string_view_literals;

/// The beginning of a text, as far as recognising a format needs it.
struct Start {
  std::string_view bytes;               // all
  std::string_view head;                // the first bytes behind white space
  std::vector<std::string_view> lines;  // the first ones that are not blank
  std::vector<std::string_view> words(std::size_t line) const {
    return line < lines.size() ? data::words(lines[line]) : std::vector<std::string_view>();
  }
};

constexpr std::size_t kHead = 65536;

Start start_of(std::string_view text) {
  constexpr std::size_t kLines = 4;
  Start start{.bytes = text, .head = text.substr(0, kHead), .lines = {}};
  start.head.remove_prefix(std::min(start.head.find_first_not_of(" \t\r\n"), start.head.size()));
  TextLines lines(text.substr(0, kHead), "");
  while (start.lines.size() < kLines && lines.next()) start.lines.push_back(lines.line());
  return start;
}

bool holds(const Start& start, std::string_view text) {
  return start.head.find(text) != std::string_view::npos;
}

bool is_json(const Start& start) {
  return start.head.starts_with('{') || start.head.starts_with('[');
}

bool all_numbers(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  return words.size() >= to &&
         std::all_of(words.begin() + static_cast<std::ptrdiff_t>(from),
                     words.begin() + static_cast<std::ptrdiff_t>(to),
                     [](std::string_view word) { return parse_real(word).has_value(); });
}

/// "21,31,55,73,0"
bool is_box_word(std::string_view word) {
  std::size_t numbers = 0;
  while (!word.empty()) {
    const std::size_t comma = std::min(word.find(','), word.size());
    if (!parse_real(word.substr(0, comma))) return false;
    ++numbers;
    word.remove_prefix(std::min(comma + 1, word.size()));
  }
  return numbers == 4 || numbers == 5;
}

constexpr const char* kRows =
    "write a CSV file with a row image_id,xmin,ymin,xmax,ymax for each face, in pixels";

struct ForeignFormat {
  const char* name;
  const char* cure;
  bool (*matches)(const Start& start);
};

/// The first row that matches counts.
constexpr ForeignFormat kForeign[] = {
    {"UTF-16 text", "save it as UTF-8 (iconv -f UTF-16 -t UTF-8 FILE > NEW)",
     [](const Start& s) {
       return s.bytes.starts_with("\xff\xfe") || s.bytes.starts_with("\xfe\xff");
     }},
    {"a ZIP archive or an Excel file", "save the sheet as CSV, or unpack the archive",
     [](const Start& s) { return s.bytes.starts_with("PK\x03\x04"); }},
    {"an Excel file", "save the sheet as CSV",
     [](const Start& s) { return s.bytes.starts_with("\xd0\xcf\x11\xe0"); }},
    {"a gzip archive", "unpack it (gunzip)",
     [](const Start& s) { return s.bytes.starts_with("\x1f\x8b"); }},
    {"a MATLAB file", kRows, [](const Start& s) { return s.bytes.starts_with("MATLAB "); }},
    {"a binary file, or UTF-16 text without its mark", "name the label file, saved as UTF-8 text",
     [](const Start& s) { return s.bytes.substr(0, kHead).find('\0') != std::string_view::npos; }},
    {"a Git LFS pointer", "fetch the file itself (git lfs pull)",
     [](const Start& s) { return s.head.starts_with("version https://git-lfs"); }},
    {"text whose lines end with CR alone (classic Mac OS)",
     "convert it (tr '\\r' '\\n' < FILE > NEW)",
     [](const Start& s) {
       return s.head.find('\r') != std::string_view::npos &&
              s.head.find('\n') == std::string_view::npos && s.head.find('\r') + 1 < s.head.size();
     }},
    {"COCO's JSON", "write a CSV file with a row file_name,x,y,x+width,y+height for each bbox",
     [](const Start& s) {
       return is_json(s) &&
              (holds(s, "\"annotations\"") || holds(s, "\"bbox\"") || holds(s, "\"categories\""));
     }},
    {"LabelMe's JSON", kRows, [](const Start& s) { return is_json(s) && holds(s, "\"shapes\""); }},
    {"JSON", kRows, is_json},
    {"Pascal VOC's XML of one image", kRows,
     [](const Start& s) { return s.head.starts_with('<') && holds(s, "<annotation>"); }},
    {"CVAT's XML", kRows,
     [](const Start& s) { return s.head.starts_with('<') && holds(s, "<annotations>"); }},
    {"XML or HTML", kRows, [](const Start& s) { return s.head.starts_with('<'); }},
    {"WIDER FACE's list", "write a CSV file with a row image_id,x,y,x+width,y+height for each face",
     [](const Start& s) {
       constexpr std::size_t kNumbers = 10;
       return s.lines.size() > 2 && parse_count(s.lines[1]) && s.words(2).size() == kNumbers &&
              all_numbers(s.words(2), 0, kNumbers);
     }},
    {"CelebA's list", "write a CSV file with a row image_id,x,y,x+width,y+height for each face",
     [](const Start& s) {
       return s.lines.size() > 1 && parse_count(s.lines[0]) && s.lines[1].starts_with("image_id ");
     }},
    {"keras-yolo3's list (path x1,y1,x2,y2,class ...)",
     "write a CSV file with a row path,x1,y1,x2,y2 for each face",
     [](const Start& s) {
       const auto words = s.words(0);
       return words.size() > 1 && is_box_word(words[1]) && is_box_word(words.back());
     }},
    {"YOLO's labels of one image (class centre_x centre_y width height)",
     "write one CSV file for all images: image_id, then xmin,ymin,xmax,ymax in pixels",
     [](const Start& s) {
       const auto words = s.words(0);
       return words.size() == 5 && parse_count(words[0]) && all_numbers(words, 1, 5);
     }},
    {"rows separated by blanks or tabs", "separate the five fields by commas",
     [](const Start& s) {
       const auto words = s.words(s.lines.size() > 1 ? 1 : 0);
       return words.size() == 5 && std::ranges::count(s.lines[0], ',') == 0 &&
              !parse_real(words[0]) && !words[0].starts_with('#') && all_numbers(words, 1, 5);
     }},
    {"rows separated by ';'", "separate the fields by commas, with points in the numbers",
     [](const Start& s) {
       if (s.lines.empty() || s.lines[0].starts_with('#')) return false;
       const auto semicolons = std::ranges::count(s.lines[0], ';');
       return semicolons >= 4 && semicolons > std::ranges::count(s.lines[0], ',');
     }},
};

}  // namespace

void refuse_foreign_labels(std::string_view text, const std::string& file_name) {
  const Start start = start_of(text);
  for (const ForeignFormat& format : kForeign) {
    if (!format.matches(start)) continue;
    fail("{}: this looks like {}, which is not read as labels; {}", file_name, format.name,
         format.cure);
  }
}

}  // namespace efs::data
