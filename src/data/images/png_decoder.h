// PNG files, decoded by libpng itself: through OpenCV it prints what it thinks of a file. Inside
// data/ only.
#pragma once

#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>

namespace efs::data {

struct DecodedPng {
  cv::Mat bgr;         // as OpenCV decodes it: 8 bits, without alpha; empty if `reason` is not
  std::string reason;  // "truncated PNG", "PNG: IDAT: CRC error", ...
};

/// Nothing is printed, whatever the bytes.
DecodedPng decode_png(std::string_view bytes);

}  // namespace efs::data
