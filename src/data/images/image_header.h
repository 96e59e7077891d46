// The facts in the first bytes of an image file, before anything is decoded. Inside data/ only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace efs::data {

/// Largest image that is decoded, in pixels: 402 MB as 8-bit BGR.
inline constexpr std::int64_t kMostPixels = std::int64_t{1} << 27;
/// Most bytes of an image file that are read.
inline constexpr std::size_t kMostImageBytes = std::size_t{1} << 29;

inline constexpr const char* kUndecodable = "not an image that can be decoded";

enum class ImageFormat { kOther, kJpeg, kPng, kBmp, kWebp, kTiff, kPnm, kHeif };

struct ImageHeader {
  ImageFormat format = ImageFormat::kOther;
  std::int64_t width = 0;  // pixels, as stored; of HEIC and AVIF as coded
  std::int64_t height = 0;
  int bits = 8;         // of a channel
  int orientation = 1;  // Exif's, 1..8: 1 is upright; 1 where there is none
  /// Why the image cannot be decoded, with the cure; empty if it probably can.
  std::string problem;
};

/// Any bytes are accepted.
ImageHeader read_image_header(std::string_view bytes);

}  // namespace efs::data
