// Files of detections on any bytes: finite detections of usable images, or an Error.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "data/labels/detections_file.h"
#include "data/labels/labelled_names.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs::data;
  static const LabelledNames names("folder", {{.image_id = "a/b c.jpg", .faces = {}, .ignored = {}},
                                              {.image_id = "d.jpg", .faces = {}, .ignored = {}}});
  try {
    auto found = read_detections({reinterpret_cast<const char*>(data), size}, "detections");
    for (const ImageDetections& image : found) {
      if (image.image_id.empty() || image.line < 1 || image.detections.empty()) std::abort();
      for (const auto& [box, score] : image.detections) {
        if (!std::isfinite(score) || !(box.width() >= 0.0) || !(box.height() >= 0.0)) std::abort();
      }
    }
    by_labelled_image(std::move(found), names, "detections");
  } catch (const efs::Error&) {
  }
  return 0;
}
