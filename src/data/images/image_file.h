// One image file: whole or truncated, decodable or not. For data/ and the pictures of tune/ (OpenCV
// types).
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
  /// What is wrong with the data of an image that was decoded all the same; mostly empty.
  std::string damage;
  int orientation = 1;  // Exif's; the pixels are as stored
};
/// Nothing is printed, and no more memory is taken than kMostPixels need. An alpha channel is left
/// out, of several pages the first is read.
DecodedImage decode_image(std::string_view bytes);

inline constexpr const char* kMissingFile = "missing file";

/// What data-set loading wants to know of a file, from one read and one decode.
struct ImageCheck {
  std::string reason;  // empty: usable
  std::string digest;  // SHA-256 of the file
  int width = 0;
  int height = 0;
  std::string damage;  // as DecodedImage
  int orientation = 1;
  double brightness = 0.0;  // mean luma (Rec. 601), 0..1
};
/// The reason of a file that is not there is kMissingFile.
ImageCheck check_image(const std::filesystem::path& path);

}  // namespace efs::data
