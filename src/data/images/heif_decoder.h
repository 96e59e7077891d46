// HEIC and AVIF files: libheif reads the container, the codecs of heif_codecs.h the pictures in it.
// Inside data/ only.
#pragma once

#include <string_view>

#include "data/images/image_file.h"
#include "data/images/image_header.h"

namespace efs::data {

/// The size of the primary image as it is coded, or the problem. Any bytes are accepted.
void read_heif(std::string_view bytes, ImageHeader& header);

/// The primary image, upright: cropped, rotated and mirrored as the file asks for. Prints nothing,
/// whatever the bytes. Reasons: "truncated HEIC", "AVIF: libdav1d cannot decode its data", ...
DecodedImage decode_heif(std::string_view bytes);

}  // namespace efs::data
