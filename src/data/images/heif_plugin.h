// A codec as a plugin of libheif, whose interface differs before and after 1.21. Inside data/ only.
#pragma once

#include <libheif/heif.h>
#include <libheif/heif_plugin.h>

#include <cstddef>
#include <cstdint>

namespace efs::data {

template <typename Codec>
int plugin_priority(heif_compression_format format) {
  constexpr int kBeforeAllOthers = 1000;
  return format == Codec::kFormat ? kBeforeAllOthers : 0;
}

/// `Codec`: kFormat, and as static functions start(), end(), push() and decode(), which are
/// new_decoder(), free_decoder(), push_data() and decode_image() of libheif. It takes the place of a
/// codec that libheif has itself.
template <typename Codec>
const heif_decoder_plugin& plugin_of() {
  static const heif_decoder_plugin plugin = [] {
    heif_decoder_plugin made{};
    made.plugin_api_version = 1;
    made.get_plugin_name = [] { return "EdgeFaceSearch"; };
    made.does_support_format = plugin_priority<Codec>;
    made.new_decoder = Codec::start;
    made.free_decoder = Codec::end;
    made.push_data = Codec::push;
    made.decode_image = Codec::decode;
    made.id_name = "efs";
#ifdef heif_decoder_plugin_minimum_version
    made.plugin_api_version = 5;
    made.does_support_format2 = [](const heif_decoder_plugin_compressed_format_description* asked) {
      return plugin_priority<Codec>(asked->format);
    };
    made.new_decoder2 = [](void** decoder, const heif_decoder_plugin_options*) {
      return Codec::start(decoder);
    };
    made.push_data2 = [](void* decoder, const void* data, std::size_t size, std::uintptr_t) {
      return Codec::push(decoder, data, size);
    };
    made.flush_data = [](void*) {
      return heif_error{heif_error_Ok, heif_suberror_Unspecified, ""};
    };
    made.decode_next_image2 = [](void* decoder, heif_image** image, std::uintptr_t* number,
                                 const heif_security_limits*) {
      if (number != nullptr) *number = 0;
      return Codec::decode(decoder, image);
    };
#endif
    return made;
  }();
  return plugin;
}

}  // namespace efs::data
