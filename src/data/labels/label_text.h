// Shared by the readers of text files: lines with numbers, strict values, and one form of error.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/parse_number.h"
#include "data/sample.h"

namespace efs::data {

/// The lines of a text that are not blank, without white space around them (which covers CRLF) and
/// without a byte-order mark. Any bytes are accepted.
class TextLines {
 public:
  TextLines(std::string_view text, std::string file_name);

  /// Moves to the next line that is not blank; false at the end.
  bool next();
  std::string_view line() const { return line_; }
  int number() const { return number_; }  // 1-based
  /// Error "FILE:LINE: rule (found 'LINE'); cure".
  [[noreturn]] void refuse(std::string_view rule, std::string_view cure) const;

 private:
  std::string_view rest_;
  std::string_view line_;
  std::string file_name_;
  int number_ = 0;
};

/// Without the mark that some editors write in front of UTF-8.
std::string_view without_byte_order_mark(std::string_view text);
std::string_view trimmed(std::string_view text);
/// Split at white space.
std::vector<std::string_view> words(std::string_view text);

/// A finite decimal number of at most 1e9 either way; nothing else may stand in `text`.
std::optional<double> parse_real(std::string_view text);
/// N numbers; nothing for another count or a field that is no number.
template <std::size_t N, typename Fields>
std::optional<std::array<double, N>> parse_reals(const Fields& fields) {
  std::array<double, N> values{};
  if (fields.size() != N) return std::nullopt;
  for (std::size_t i = 0; i < N; ++i) {
    const std::optional<double> value = parse_real(fields[i]);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}
/// N numbers of a box, which may be infinite or no number at all: that is judged with the box.
template <std::size_t N, typename Fields>
std::optional<std::array<double, N>> parse_coordinates(const Fields& fields) {
  std::array<double, N> values{};
  if (fields.size() < N) return std::nullopt;
  for (std::size_t i = 0; i < N; ++i) {
    const std::optional<double> value = parse_number<double>(fields[i]);
    if (!value) return std::nullopt;
    values[i] = *value;
  }
  return values;
}
/// An integer in 0..1e9.
std::optional<int> parse_count(std::string_view text);

/// False for an empty name, one longer than a path may be, or one with control characters.
bool usable_image_id(std::string_view id);

/// An image without a box yet.
LabelledImage image_of(std::string_view id, int place);

/// The corners of a box that is written as its first corner, width and height.
detect::Box corners_of_size(const std::array<double, 4>& numbers);

/// One name for an image that is written "a/./b.jpg" and "a/b.jpg".
std::string normalized_image_id(std::string_view id);

/// For messages: the first ten, each on a line of its own, and how many more there are.
std::string first_lines(const std::vector<std::string>& lines);

/// For messages: at most 60 bytes, as printable() of core/text/outside_text.h.
std::string excerpt(std::string_view text);

}  // namespace efs::data
