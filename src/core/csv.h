// Comma-separated values as RFC 4180 writes them.
#pragma once

#include <string>
#include <string_view>

namespace efs {

/// Quoted only where it must be (comma, quote, line break).
std::string csv_field(std::string_view text);

}  // namespace efs
