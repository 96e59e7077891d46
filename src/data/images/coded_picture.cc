#include "data/images/coded_picture.h"

#include <cstring>

namespace efs::data {
namespace {

thread_local std::int64_t pixels_left = 0;

void copy_plane(const CodedPicture::Plane& plane, int bits, heif_image* image,
                heif_channel channel) {
  int stride = 0;
  std::uint8_t* copy = heif_image_get_plane(image, channel, &stride);
  const auto row_bytes = static_cast<std::size_t>(plane.width) * (bits > 8 ? 2 : 1);
  for (int y = 0; y < plane.height; ++y) {
    std::memcpy(copy + static_cast<std::ptrdiff_t>(y) * stride, plane.data + y * plane.stride,
                row_bytes);
  }
}

}  // namespace

PixelBudget::PixelBudget(std::int64_t pixels) { pixels_left = pixels; }

PixelBudget::~PixelBudget() { pixels_left = 0; }

std::int64_t PixelBudget::left() { return pixels_left; }

bool PixelBudget::allows(std::int64_t width, std::int64_t height) {
  return width > 0 && height > 0 && width <= pixels_left / height;
}

heif_error copy_picture(const CodedPicture& picture, heif_image** image) {
  constexpr heif_channel kChannels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  const bool is_grey = picture.chroma == heif_chroma_monochrome;
  const CodedPicture::Plane& first = picture.planes[0];
  heif_error error = heif_image_create(first.width, first.height,
                                       is_grey ? heif_colorspace_monochrome : heif_colorspace_YCbCr,
                                       picture.chroma, image);
  for (std::size_t i = 0; error.code == heif_error_Ok && i < (is_grey ? 1 : 3); ++i) {
    const CodedPicture::Plane& plane = picture.planes[i];
    error = heif_image_add_plane(*image, kChannels[i], plane.width, plane.height, picture.bits);
    if (error.code == heif_error_Ok) copy_plane(plane, picture.bits, *image, kChannels[i]);
  }
  if (error.code != heif_error_Ok) {
    heif_image_release(*image);
    *image = nullptr;
  }
  return error;
}

heif_error codec_success() { return {heif_error_Ok, heif_suberror_Unspecified, ""}; }

heif_error codec_error(const char* text) {
  return {heif_error_Decoder_plugin_error, heif_suberror_Unspecified, text};
}

heif_error truncated_picture() {
  return {heif_error_Decoder_plugin_error, heif_suberror_End_of_data, "truncated picture"};
}

heif_error too_large_picture() {
  return codec_error("a picture that is larger than its header says");
}

}  // namespace efs::data
