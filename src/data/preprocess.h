// A photograph as a network sees it. Packing, evaluation and prediction all go through here.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "core/text/image_size.h"
#include "detect/box.h"
#include "detect/placement.h"

namespace efs::data {

/// Largest side of a model input that is accepted, in pixels.
inline constexpr int kLargestInput = 4096;

/// What a letterboxed image leaves of the input, RGB: ImageNet's mean as bytes, so that padding is
/// about 0 behind the normalisation, as the padding of a convolution is. Part of what a trained
/// network expects: with another colour its boxes change.
inline constexpr std::array<std::uint8_t, 3> kPaddingColour = {124, 116, 104};

struct PreparedImage {
  std::vector<std::uint8_t> pixels;  // RGB, [size.height, size.width, 3]
  ImageSize size;
  int image_width = 0;  // of the image, upright, or of the region
  int image_height = 0;
};

/// Decodes (upright as the metadata say) and resizes bilinearly as OpenCV does: from the
/// four nearest pixels, without smoothing before a reduction. The image is placed in the input as
/// detect::place() says; what is left over has the padding colour. With a `region` (integer edges)
/// that part of the image is all there is. Error names the file and what is wrong with it (or that
/// the region is not within it), UsageError a side of `input` outside 1..kLargestInput.
PreparedImage prepare_image(const std::filesystem::path& path, const ImageSize& input,
                            detect::Fit fit = detect::Fit::kStretch,
                            const std::optional<detect::Box>& region = std::nullopt);

/// The size of an image whose longer side is reduced to `longest` pixels, its aspect ratio kept up to
/// rounding; the same size if it is not longer. At least 1 x 1.
ImageSize size_within(const ImageSize& image, int longest);

}  // namespace efs::data
