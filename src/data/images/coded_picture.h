// What the codecs of HEIC and AVIF share: how much they may decode, and how they hand a picture to
// libheif. Inside data/ only.
#pragma once

#include <libheif/heif.h>

#include <array>
#include <cstddef>
#include <cstdint>

namespace efs::data {

/// While one lives, the codecs decode no more pixels in this thread than it allows, in sum. Without
/// one they decode none.
class PixelBudget {
 public:
  explicit PixelBudget(std::int64_t pixels);
  ~PixelBudget();
  PixelBudget(const PixelBudget&) = delete;
  PixelBudget& operator=(const PixelBudget&) = delete;

  static std::int64_t left();
  static bool allows(std::int64_t width, std::int64_t height);
};

/// A decoded picture, which belongs to its decoder.
struct CodedPicture {
  struct Plane {
    const std::uint8_t* data = nullptr;
    std::ptrdiff_t stride = 0;  // bytes
    int width = 0;
    int height = 0;
  };
  heif_chroma chroma = heif_chroma_monochrome;
  int bits = 8;                 // of a sample, which has two bytes if they are more than 8
  std::array<Plane, 3> planes;  // Y, Cb, Cr; of monochrome the first
};

/// A copy of its samples, counted against the budget.
heif_error copy_picture(const CodedPicture& picture, heif_image** image);

/// For a codec to return.
heif_error codec_success();
/// `text`: of a library, and not copied.
heif_error codec_error(const char* text);
/// The data end within a picture.
heif_error truncated_picture();
/// The budget does not allow it.
heif_error too_large_picture();

}  // namespace efs::data
