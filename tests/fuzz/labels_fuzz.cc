// One label reader (EFS_LABEL_FORMAT), and the recognition of formats, on any bytes: a result or an Error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "data/labels/label_formats.h"
#include "data/labels/text_encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs::data;
  static const LabelFormat& format = label_format(EFS_LABEL_FORMAT);
  try {
    const std::string text = text_of_labels({reinterpret_cast<const char*>(data), size}, "labels");
    format.is(TextStart(text));
    const bool one = !format.suffix_of_one_image.empty();
    const Labels labels = format.read(text, {.name = "labels", .group_column = ""});
    if (one && labels.images.size() != 1) std::abort();
    for (const LabelledImage& image : labels.images) {
      if ((!one && image.image_id.empty()) || image.place < 1) std::abort();
    }
    detect_label_format(text, "labels");
  } catch (const efs::Error&) {
  }
  return 0;
}
