// A text in parts, without the blanks around it, in lower case.
#pragma once

#include <cctype>
#include <string>
#include <string_view>
#include <vector>

namespace efs {

/// The parts of `text` between `separator`s: one more than there are of these.
inline std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size(); begin += parts.back().size() + 1) {
    parts.emplace_back(text.substr(begin, text.find(separator, begin) - begin));
  }
  return parts;
}

/// Without the `blanks` at its beginning and its end.
inline std::string_view trimmed(std::string_view text, std::string_view blanks = " \t") {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Each line but the first behind so many blanks, for text that continues a column.
inline std::string hanging(std::string_view text, std::size_t blanks) {
  std::string result;
  for (const char c : text) {
    result += c;
    if (c == '\n') result.append(blanks, ' ');
  }
  return result;
}

/// With the letters of ASCII in lower case.
inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace efs
