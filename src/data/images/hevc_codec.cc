#include "data/images/hevc_codec.h"

#include <libde265/de265.h>

#include <string_view>

#include "data/images/byte_order.h"
#include "data/images/coded_picture.h"
#include "data/images/heif_plugin.h"
#include "data/images/hevc_parameters.h"

namespace efs::data {
namespace {

struct HevcCodec {
  static constexpr heif_compression_format kFormat = heif_compression_HEVC;
  static heif_error start(void** decoder);
  static void end(void* decoder);
  static heif_error push(void* decoder, const void* data, std::size_t size);
  static heif_error decode(void* decoder, heif_image** image);
};

heif_error HevcCodec::start(void** decoder) {
  de265_decoder_context* context = de265_new_decoder();
  if (context == nullptr) return codec_error("libde265 does not start");
  de265_set_parameter_bool(context, DE265_DECODER_PARAM_SUPPRESS_FAULTY_PICTURES, 1);
  *decoder = context;
  return codec_success();
}

void HevcCodec::end(void* decoder) { de265_free_decoder(decoder); }

/// libde265 takes memory for a picture as soon as it has read the picture's size.
heif_error push_unit(void* decoder, std::string_view unit) {
  const auto parameters = hevc_parameters(unit);
  if (parameters && !PixelBudget::allows(parameters->width, parameters->height)) {
    return too_large_picture();
  }
  if (parameters && !parameters->sound) return codec_error("damaged data");
  const de265_error error =
      de265_push_NAL(decoder, unit.data(), static_cast<int>(unit.size()), 0, nullptr);
  return error == DE265_OK ? codec_success() : codec_error(de265_get_error_text(error));
}

/// `data`: units of HEVC, each behind its length in four bytes.
heif_error HevcCodec::push(void* decoder, const void* data, std::size_t size) {
  constexpr int kLengthBytes = 4;
  std::string_view rest(static_cast<const char*>(data), size);
  while (!rest.empty()) {
    if (rest.size() < kLengthBytes) return truncated_picture();
    const std::size_t length = big_endian(rest, 0, kLengthBytes);
    rest.remove_prefix(kLengthBytes);
    if (length > rest.size()) return truncated_picture();
    const heif_error error = push_unit(decoder, rest.substr(0, length));
    if (error.code != heif_error_Ok) return error;
    rest.remove_prefix(length);
  }
  return codec_success();
}

heif_error copy_decoded(const de265_image* decoded, heif_image** image) {
  CodedPicture picture{.chroma = static_cast<heif_chroma>(de265_get_chroma_format(decoded)),
                       .bits = de265_get_bits_per_pixel(decoded, 0)};
  const int count = picture.chroma == heif_chroma_monochrome ? 1 : 3;
  for (int i = 0; i < count; ++i) {
    if (de265_get_bits_per_pixel(decoded, i) != picture.bits) {
      return codec_error("brightness and colours of different depths, which are not read");
    }
    int stride = 0;
    const std::uint8_t* data = de265_get_image_plane(decoded, i, &stride);
    picture.planes[static_cast<std::size_t>(i)] = {data, stride, de265_get_image_width(decoded, i),
                                                   de265_get_image_height(decoded, i)};
  }
  return copy_picture(picture, image);
}

heif_error HevcCodec::decode(void* decoder, heif_image** image) {
  de265_flush_data(decoder);
  de265_error error = DE265_OK;
  for (int more = 1; more != 0 && error == DE265_OK;) {
    error = de265_decode(decoder, &more);
    if (const de265_image* decoded = de265_get_next_picture(decoder)) {
      return copy_decoded(decoded, image);
    }
  }
  return codec_error(error == DE265_OK ? "damaged data" : de265_get_error_text(error));
}

}  // namespace

const heif_decoder_plugin& hevc_codec() { return plugin_of<HevcCodec>(); }

}  // namespace efs::data
