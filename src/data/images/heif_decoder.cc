#include "data/images/heif_decoder.h"

#include <fmt/format.h>
#include <libheif/heif.h>

#include <algorithm>
#include <memory>
#include <opencv2/imgproc.hpp>

#include "core/text/outside_text.h"
#include "data/images/av1_codec.h"
#include "data/images/coded_picture.h"
#include "data/images/heif_references.h"
#include "data/images/hevc_codec.h"

namespace efs::data {
namespace {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using Context = std::unique_ptr<heif_context, Free<heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Free<heif_image_handle_release>>;
using Options = std::unique_ptr<heif_decoding_options, Free<heif_decoding_options_free>>;
using Image = std::unique_ptr<heif_image, Free<heif_image_release>>;

/// A file whose container has been read, and its primary image.
struct Container {
  Context context;
  Handle primary;    // empty: see `error`
  heif_error error;  // its text belongs to `context`
};

/// Once in a process. A libheif of another version than the headers' has its plugins' interface
/// changed, perhaps, and keeps to its own codecs.
void register_codecs() {
  [[maybe_unused]] static const bool done = [] {
    if (heif_get_version_number() >> 16U != LIBHEIF_NUMERIC_VERSION >> 16U) return false;
    heif_register_decoder_plugin(&hevc_codec());
    heif_register_decoder_plugin(&av1_codec());
    return true;
  }();
}

Container read_container(std::string_view bytes) {
  register_codecs();
  Container file{Context(heif_context_alloc()), nullptr, {}};
  if (has_endless_references(bytes)) {
    file.error = {heif_error_Invalid_input, heif_suberror_Unspecified,
                  "images that are made of each other"};
    return file;
  }
  // This thread decodes all tiles, so that PixelBudget counts them.
  heif_context_set_max_decoding_threads(file.context.get(), 0);
  file.error = heif_context_read_from_memory_without_copy(file.context.get(), bytes.data(),
                                                          bytes.size(), nullptr);
  if (file.error.code != heif_error_Ok) return file;
  heif_image_handle* primary = nullptr;
  file.error = heif_context_get_primary_image_handle(file.context.get(), &primary);
  file.primary.reset(primary);
  return file;
}

/// By the brands in the first box. One of the brand mif1 may be either.
std::string_view format_name(std::string_view bytes) {
  const std::string_view brands = bytes.substr(0, std::min<std::size_t>(bytes.find("meta"), 256));
  return brands.find("avi") == std::string_view::npos ? "HEIC" : "AVIF";
}

/// The reason that libheif's error is.
std::string reason_of(const heif_error& error, std::string_view bytes) {
  const std::string_view name = format_name(bytes);
  if (error.subcode == heif_suberror_End_of_data) return fmt::format("truncated {}", name);
  std::string_view text = error.message == nullptr ? "" : error.message;
  constexpr std::string_view kOfCodec = "Decoder plugin generated an error: Unspecified: ";
  if (text.starts_with(kOfCodec)) text.remove_prefix(kOfCodec.size());
  text = text.substr(0, text.find('\n'));
  const bool is_unknown = error.code == heif_error_Unsupported_feature ||
                          error.code == heif_error_Unsupported_filetype ||
                          error.code == heif_error_Plugin_loading_error;
  return fmt::format("{}: {}{}", name, printable(text, 200),
                     is_unknown ? "; save it as a JPEG or PNG" : "");
}

heif_error decode_primary(const Container& file, Image& image) {
  const std::int64_t width = heif_image_handle_get_ispe_width(file.primary.get());
  const std::int64_t height = heif_image_handle_get_ispe_height(file.primary.get());
  // An alpha channel is decoded, too, and tiles reach beyond the image.
  constexpr std::int64_t kTiles = std::int64_t{1} << 24;
  const PixelBudget budget(4 * width * height + kTiles);
  // Of a side, or in newer versions of its square; a tile may be larger than the image.
  constexpr std::int64_t kLargestTile = 4096;
  heif_context_set_maximum_image_size_limit(
      file.context.get(), static_cast<int>(std::max({width, height, kLargestTile})) + 1);
  const Options options(heif_decoding_options_alloc());
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;  // newer versions leave lost tiles black otherwise
  heif_image* decoded = nullptr;
  const heif_error error = heif_decode_image(file.primary.get(), &decoded, heif_colorspace_RGB,
                                             heif_chroma_interleaved_RGB, options.get());
  image.reset(decoded);
  return error;
}

cv::Mat bgr_of(heif_image* image) {
  int stride = 0;
  std::uint8_t* pixels = heif_image_get_plane(image, heif_channel_interleaved, &stride);
  const cv::Mat rgb(heif_image_get_height(image, heif_channel_interleaved),
                    heif_image_get_width(image, heif_channel_interleaved), CV_8UC3, pixels,
                    static_cast<std::size_t>(stride));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  return bgr;
}

}  // namespace

void read_heif(std::string_view bytes, ImageHeader& header) {
  const Container file = read_container(bytes);
  if (file.primary == nullptr) {
    header.problem = reason_of(file.error, bytes);
    return;
  }
  header.width = heif_image_handle_get_ispe_width(file.primary.get());
  header.height = heif_image_handle_get_ispe_height(file.primary.get());
}

DecodedImage decode_heif(std::string_view bytes) {
  const Container file = read_container(bytes);
  if (file.primary == nullptr) return {.reason = reason_of(file.error, bytes)};
  Image image;
  const heif_error error = decode_primary(file, image);
  if (image == nullptr) return {.reason = reason_of(error, bytes)};
  return {.bgr = bgr_of(image.get())};
}

}  // namespace efs::data
