// One image file: whole or truncated, decodable or not. Inside data/ only (OpenCV types).
#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>

namespace efs::data {

/// True for a JPEG whose end-of-image marker is missing. libjpeg pads such a file with grey, so
/// decoding alone does not tell. Not a JPEG: false.
bool is_truncated_jpeg(std::string_view bytes);

/// A decoded image, or the reason why there is none.
struct DecodedImage {
  cv::Mat bgr;         // 8-bit, 3 channels, orientation as stored; empty if reason is not
  std::string reason;  // "truncated JPEG", "not an image that can be decoded", ...
};
DecodedImage decode_image(std::string_view bytes);

/// What data-set loading wants to know of a file, from one read and one decode.
struct ImageCheck {
  std::string reason;  // empty: usable
  std::string digest;  // SHA-256 of the file
  int width = 0;
  int height = 0;
};
ImageCheck check_image(const std::filesystem::path& path);

}  // namespace efs::data
