// A number that is the whole of a text.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace efs {

/// Nothing where anything but the number stands in `text`, or where it does not fit the type.
/// `base`: of a whole number, 10 unless it is given.
template <typename Number, typename... Base>
std::optional<Number> parse_number(std::string_view text, Base... base) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, base...);
  if (error != std::errc() || rest != end) return std::nullopt;
  return value;
}

}  // namespace efs
