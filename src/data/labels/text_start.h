// The beginning of a text, as far as recognising its format needs it. Inside data/ only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace efs::data {

struct TextStart {
  explicit TextStart(std::string_view text);
  explicit TextStart(std::string&& text) = delete;  // its views would outlive it

  /// The words of one of the first lines; none where there is no such line.
  std::vector<std::string_view> words(std::size_t line) const;
  bool holds(std::string_view part) const { return head.find(part) != std::string_view::npos; }
  bool is_json() const { return head.starts_with('{') || head.starts_with('['); }
  bool is_xml() const { return head.starts_with('<'); }

  std::string_view bytes;               // all
  std::string_view head;                // the first bytes behind white space
  std::vector<std::string_view> lines;  // the first ones that are not blank
};

/// True where words [from, to) are there and numbers.
bool are_numbers(const std::vector<std::string_view>& words, std::size_t from, std::size_t to);

}  // namespace efs::data
