// One image file: whole or truncated, decodable or not. For data/ and the pictures of tune/ (OpenCV
// types).
#pragma once

#include <filesystem>
#include <opencv2/core/mat.hpp>
#include <string>
#include <string_view>

#include "data/images/perceptual_hash.h"

namespace efs::data {

/// A decoded image, or the reason why there is none.
struct DecodedImage {
  /// 8-bit, 3 channels, upright as Exif says, or as the container of HEIC and AVIF asks for; empty if
  /// reason is not.
  cv::Mat bgr;
  std::string reason;  // "truncated JPEG", "not an image that can be decoded", ...
  /// Damage in the data of an image that was decoded nevertheless; mostly empty.
  std::string damage;
  int orientation = 1;  // Exif's, of the file; 1 of HEIC and AVIF
};
/// Prints nothing, and takes no more memory than kMostPixels need. Leaves out an alpha channel, and
/// reads the first of several pages.
DecodedImage decode_image(std::string_view bytes);

inline constexpr const char* kMissingFile = "missing file";

/// The facts about a file that a data set needs, from one read and one decode.
struct ImageCheck {
  std::string reason;  // empty: usable
  std::string digest;  // SHA-256 of the file; empty if it does not decode
  int width = 0;       // upright
  int height = 0;
  std::string damage;  // as DecodedImage
  int orientation = 1;
  double brightness = 0.0;  // mean luma (Rec. 601), 0..1
  PerceptualHash looks{};
};
/// The reason is kMissingFile where there is no such file.
ImageCheck check_image(const std::filesystem::path& path);

}  // namespace efs::data
