// Text that somebody else wrote (a board, a file, a database), on its way to a terminal or a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace efs {

/// The text as valid UTF-8 without control characters. These (escape sequences, line breaks, C1,
/// marks that turn the direction of writing) and bytes that are not UTF-8 become \xHH or \u{HHHH}.
/// A text of more than `longest` bytes is cut, with "..." at its end.
std::string printable(std::string_view text, std::size_t longest = 1000);

/// The same for a text of several lines, however long: line breaks and tabs stay.
std::string printable_lines(std::string_view text);

/// The text as valid UTF-8: each byte that belongs to no character becomes U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace efs
