// The first directory of a TIFF file, which is also how Exif data are written. Inside data/ only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace efs::data {

struct TiffHeader {
  std::int64_t width = 0;  // pixels; 0: not stated
  std::int64_t height = 0;
  int bits = 1;  // of a channel
  int orientation = 1;
  std::string problem;  // why it cannot be read, with the cure; empty: nothing found
};

/// Any bytes are accepted.
TiffHeader read_tiff_header(std::string_view bytes);

/// 1..8; 1 where these bytes state none.
int tiff_orientation(std::string_view bytes);

}  // namespace efs::data
