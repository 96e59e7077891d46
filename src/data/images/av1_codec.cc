#include "data/images/av1_codec.h"

#include <dav1d/dav1d.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "data/images/coded_picture.h"
#include "data/images/heif_plugin.h"

namespace efs::data {
namespace {

struct Av1Codec {
  static constexpr heif_compression_format kFormat = heif_compression_AV1;
  static heif_error start(void** decoder);
  static void end(void* decoder);
  static heif_error push(void* decoder, const void* data, std::size_t size);
  static heif_error decode(void* decoder, heif_image** image);
};

struct Av1Decoder {
  ~Av1Decoder() {
    dav1d_data_unref(&data);
    dav1d_close(&context);
  }
  Dav1dContext* context = nullptr;
  Dav1dData data{};
};

heif_error Av1Codec::start(void** decoder) {
  Dav1dSettings settings;
  dav1d_default_settings(&settings);
  settings.n_threads = 1;
  settings.max_frame_delay = 1;
  settings.all_layers = 0;
  settings.logger.callback = nullptr;  // prints nothing
  // 0 would be no limit.
  settings.frame_size_limit = static_cast<unsigned>(
      std::clamp<std::int64_t>(PixelBudget::left(), 1, std::numeric_limits<std::int32_t>::max()));
  auto opened = std::make_unique<Av1Decoder>();
  if (dav1d_open(&opened->context, &settings) != 0) return codec_error("libdav1d does not start");
  *decoder = opened.release();
  return codec_success();
}

void Av1Codec::end(void* decoder) { delete static_cast<Av1Decoder*>(decoder); }

heif_error Av1Codec::push(void* decoder, const void* data, std::size_t size) {
  Dav1dData& own = static_cast<Av1Decoder*>(decoder)->data;
  std::uint8_t* copy = size == 0 ? nullptr : dav1d_data_create(&own, size);
  if (copy == nullptr) return truncated_picture();
  std::memcpy(copy, data, size);
  return codec_success();
}

/// What the data say of their colours, for files that say nothing themselves.
void set_colours(const Dav1dSequenceHeader& header, heif_image* image) {
  heif_color_profile_nclx* profile = heif_nclx_color_profile_alloc();
  // Values that libheif does not know stay "unspecified".
  heif_nclx_color_profile_set_color_primaries(profile, static_cast<std::uint16_t>(header.pri));
  heif_nclx_color_profile_set_transfer_characteristics(profile,
                                                       static_cast<std::uint16_t>(header.trc));
  heif_nclx_color_profile_set_matrix_coefficients(profile, static_cast<std::uint16_t>(header.mtrx));
  profile->full_range_flag = header.color_range != 0 ? 1 : 0;
  heif_image_set_nclx_color_profile(image, profile);
  heif_nclx_color_profile_free(profile);
}

heif_error copy_decoded(const Dav1dPicture& decoded, heif_image** image) {
  constexpr heif_chroma kChroma[] = {heif_chroma_monochrome, heif_chroma_420, heif_chroma_422,
                                     heif_chroma_444};  // by Dav1dPixelLayout
  CodedPicture picture{.chroma = kChroma[decoded.p.layout], .bits = decoded.p.bpc};
  const bool halves_width =
      decoded.p.layout == DAV1D_PIXEL_LAYOUT_I420 || decoded.p.layout == DAV1D_PIXEL_LAYOUT_I422;
  const bool halves_height = decoded.p.layout == DAV1D_PIXEL_LAYOUT_I420;
  for (std::size_t i = 0; i < picture.planes.size(); ++i) {
    const bool is_colour = i > 0;
    picture.planes[i] = {static_cast<const std::uint8_t*>(decoded.data[i]),
                         decoded.stride[is_colour ? 1 : 0],
                         is_colour && halves_width ? (decoded.p.w + 1) / 2 : decoded.p.w,
                         is_colour && halves_height ? (decoded.p.h + 1) / 2 : decoded.p.h};
  }
  const heif_error error = copy_picture(picture, image);
  if (*image != nullptr) set_colours(*decoded.seq_hdr, *image);
  return error;
}

heif_error Av1Codec::decode(void* decoder, heif_image** image) {
  auto& [context, data] = *static_cast<Av1Decoder*>(decoder);
  Dav1dPicture decoded{};
  int result = DAV1D_ERR(EAGAIN);
  while (result == DAV1D_ERR(EAGAIN) && data.sz > 0) {
    result = dav1d_send_data(context, &data);
    if (result == 0 || result == DAV1D_ERR(EAGAIN)) {
      result = dav1d_get_picture(context, &decoded);
    }
  }
  if (result == DAV1D_ERR(ERANGE)) return too_large_picture();
  if (result != 0) return codec_error("damaged data");
  const heif_error error = copy_decoded(decoded, image);
  dav1d_picture_unref(&decoded);
  return error;
}

}  // namespace

const heif_decoder_plugin& av1_codec() { return plugin_of<Av1Codec>(); }

}  // namespace efs::data
