#include "data/labels/text_start.h"

#include <algorithm>

#include "data/labels/label_text.h"

namespace efs::data {

TextStart::TextStart(std::string_view text) : bytes(text) {
  constexpr std::size_t kHead = 65536, kLines = 8;
  head = without_byte_order_mark(text).substr(0, kHead);
  TextLines rows(head, "");
  while (lines.size() < kLines && rows.next()) lines.push_back(rows.line());
  head.remove_prefix(std::min(head.find_first_not_of(" \t\r\n"), head.size()));
}

std::vector<std::string_view> TextStart::words(std::size_t line) const {
  return line < lines.size() ? data::words(lines[line]) : std::vector<std::string_view>();
}

bool are_numbers(const std::vector<std::string_view>& words, std::size_t from, std::size_t to) {
  return words.size() >= to &&
         std::all_of(words.begin() + static_cast<std::ptrdiff_t>(from),
                     words.begin() + static_cast<std::ptrdiff_t>(to),
                     [](std::string_view word) { return parse_real(word).has_value(); });
}

}  // namespace efs::data
