// The codec of AVIF, libdav1d, as a plugin of libheif. Inside data/ only.
#pragma once

#include <libheif/heif_plugin.h>

namespace efs::data {

/// Decodes within PixelBudget, in the calling thread. It stands in for libheif's own, which prints
/// what it thinks of a file and decodes pictures of any size.
const heif_decoder_plugin& av1_codec();

}  // namespace efs::data
