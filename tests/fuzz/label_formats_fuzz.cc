// Every label reader, and the recognition of formats, on any bytes: a result or an Error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "data/labels/foreign_labels.h"
#include "data/labels/label_formats.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs::data;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    refuse_foreign_labels(text, "labels");
  } catch (const efs::Error&) {
  }
  try {
    detect_label_format(text, "labels");
  } catch (const efs::Error&) {
  }
  for (const LabelFormat& format : label_formats()) {
    try {
      for (const LabelledImage& image : format.read(text, "labels")) {
        if (image.image_id.empty() || image.line < 1) std::abort();
      }
    } catch (const efs::Error&) {
    }
  }
  return 0;
}
