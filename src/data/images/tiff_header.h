// The first directory of a TIFF file, which is also how Exif data are written. Inside data/ only.
#pragma once

#include <string_view>

#include "data/images/image_header.h"

namespace efs::data {

/// Any bytes are accepted.
void read_tiff(std::string_view bytes, ImageHeader& header);

/// 1..8; 1 where these bytes state none.
int tiff_orientation(std::string_view bytes);

}  // namespace efs::data
