// PNG files, decoded by libpng itself: OpenCV lets it print what it thinks of a file. Inside data/
// only.
#pragma once

#include <string_view>

#include "data/images/image_file.h"

namespace efs::data {

/// Without `orientation`. Prints nothing, whatever the bytes. Reasons: "truncated PNG", "PNG: IDAT:
/// CRC error", ...
DecodedImage decode_png(std::string_view bytes);

}  // namespace efs::data
