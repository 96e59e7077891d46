// Numbers for people.
#pragma once

#include <cstdint>
#include <string>

namespace efs {

/// "11.7 M", "1.82 G", "940".
std::string short_count(std::int64_t count);

}  // namespace efs
