#include "data/labels/label_text.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/text_parts.h"

namespace efs::data {
namespace {

constexpr std::string_view kSpace = " \t\r\v\f";
constexpr double kLargestNumber = 1e9;
constexpr std::size_t kLongestId = 4096;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

TextLines::TextLines(std::string_view text, std::string file_name)
    : rest_(without_byte_order_mark(text)), file_name_(std::move(file_name)) {}

bool TextLines::next() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    line_ = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++number_;
    if (!line_.empty()) return true;
  }
  line_ = {};
  return false;
}

void TextLines::refuse(std::string_view rule, std::string_view cure) const {
  const std::string found =
      line_.empty() ? "the end of the file" : fmt::format("'{}'", excerpt(line_));
  fail("{}:{}: {} (found {}); {}", file_name_, number_, rule, found, cure);
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  return text.substr(text.starts_with(kMark) ? kMark.size() : 0);
}

std::string_view trimmed(std::string_view text) { return efs::trimmed(text, kSpace); }

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  std::size_t first = text.find_first_not_of(kSpace);
  while (first != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(kSpace, first), text.size());
    result.push_back(text.substr(first, end - first));
    first = text.find_first_not_of(kSpace, end);
  }
  return result;
}

std::optional<double> parse_real(std::string_view text) {
  const auto value = parse_number<double>(text);
  // A NaN is not below any number.
  return value && std::abs(*value) <= kLargestNumber ? value : std::nullopt;
}

std::optional<int> parse_count(std::string_view text) {
  const auto value = parse_number<int>(text);
  return value && *value >= 0 && *value <= kLargestNumber ? value : std::nullopt;
}

bool usable_image_id(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::none_of(id.begin(), id.end(), is_control);
}

LabelledImage image_of(std::string_view id, int place) {
  LabelledImage image;
  image.image_id = id;
  image.place = place;
  return image;
}

detect::Box corners_of_size(const std::array<double, 4>& numbers) {
  const auto& [x, y, width, height] = numbers;
  return {x, y, x + width, y + height};
}

std::string normalized_image_id(std::string_view id) {
  return std::filesystem::path(id).lexically_normal().string();
}

std::string first_lines(const std::vector<std::string>& lines) {
  constexpr std::size_t kShown = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(kShown, lines.size()); ++i) list += "\n  " + lines[i];
  if (lines.size() > kShown) list += fmt::format("\n  and {} more", lines.size() - kShown);
  return list;
}

std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  return printable(text, kLongest);
}

}  // namespace efs::data
