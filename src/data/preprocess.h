// A photograph as a network sees it. Packing, evaluation and prediction all go through here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "detect/box.h"

namespace efs::data {

/// Largest side of a model input that is accepted, in pixels.
inline constexpr int kLargestInput = 4096;

struct PreparedImage {
  /// RGB, [input, input, 3], the whole image resized (no letterbox).
  std::vector<std::uint8_t> pixels;
  int image_width = 0;  // of the image as stored, or of the region
  int image_height = 0;
};

/// Decodes (orientation in the metadata ignored) and resizes bilinearly as OpenCV does: from the
/// four nearest pixels, without smoothing before a reduction. With a `region` (integer edges) that
/// part of the image is all there is. Error names the file and what is wrong with it (or that the
/// region is not within it), UsageError an `input` outside 1..kLargestInput.
PreparedImage prepare_image(const std::filesystem::path& path, int input,
                            const std::optional<detect::Box>& region = std::nullopt);

}  // namespace efs::data
