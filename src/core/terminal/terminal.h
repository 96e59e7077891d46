// Properties of a terminal.
#pragma once

#include <cstddef>

namespace efs {

/// True for a terminal that understands more than lines.
bool is_terminal(int descriptor);

/// Columns; 80 where they are not known.
std::size_t terminal_width(int descriptor);

/// Columns of standard output; no limit in a pipe or a file.
std::size_t output_width();

/// Colours are for terminals, unless NO_COLOR (https://no-color.org) is set and not empty.
bool wants_colour(int descriptor);

}  // namespace efs
