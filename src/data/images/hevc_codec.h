// The codec of HEIC, libde265, as a plugin of libheif. Inside data/ only.
#pragma once

#include <libheif/heif_plugin.h>

namespace efs::data {

/// Decodes within PixelBudget, in the calling thread; damaged data are an error. It stands in for
/// libheif's own, which hides damage and decodes pictures of any size.
const heif_decoder_plugin& hevc_codec();

}  // namespace efs::data
