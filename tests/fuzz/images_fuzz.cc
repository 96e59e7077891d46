// Image files of any bytes: a reason, or an image within the limits, and nothing printed.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "data/images/image_file.h"
#include "data/images/image_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs::data;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ImageHeader header = read_image_header(bytes);
  if (header.orientation < 1 || header.orientation > 8) std::abort();
  // Decoding what is large takes long, and shows nothing more.
  if (header.problem.empty() && header.width * header.height > 1'000'000) return 0;
  const DecodedImage image = decode_image(bytes);
  if (image.reason.empty() == image.bgr.empty()) std::abort();
  return 0;
}
