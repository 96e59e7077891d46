// JPEG files, decoded by libjpeg itself: OpenCV does not tell of damage in the data. Inside data/
// only.
#pragma once

#include <string_view>

#include "data/images/image_file.h"

namespace efs::data {

/// Without `orientation`. Prints nothing, whatever the bytes. A file whose end-of-image marker is
/// missing is refused as truncated: libjpeg pads it with grey.
DecodedImage decode_jpeg(std::string_view bytes);

}  // namespace efs::data
