// Which images of a HEIC or AVIF file are made of which. Inside data/ only.
#pragma once

#include <string_view>

namespace efs::data {

/// True if images are made of each other in a circle, or in a longer chain than any program writes:
/// libheif 1.15 follows it until its stack is full. Any bytes are accepted.
bool has_endless_references(std::string_view bytes);

}  // namespace efs::data
