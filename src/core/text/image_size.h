// The extent of an image or of a network's input, and its text.
#pragma once

#include <string>
#include <string_view>

namespace efs {

/// Pixels.
struct ImageSize {
  int width = 0;
  int height = 0;

  bool operator==(const ImageSize&) const = default;
};

constexpr ImageSize square(int side) { return {side, side}; }

/// "320x240", width first; "128" for a square.
std::string to_string(const ImageSize& size);

/// What to_string() writes, "128x128" included; both sides at least 1. UsageError for another text.
ImageSize parse_image_size(std::string_view text);

}  // namespace efs
