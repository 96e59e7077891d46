// A network's output of any bytes, on images of any size: faces inside the image, or an Error.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "detect/decoding.h"

namespace {

struct Head {
  std::uint16_t image_width, image_height;
  std::uint8_t input_width, input_height;
  std::uint8_t letterbox, score_threshold, nms_iou, largest_count;
};

void check(const std::vector<efs::detect::Detection>& found, const efs::ImageSize& image,
           const efs::detect::DecodeOptions& options) {
  if (found.size() > options.largest_count) std::abort();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto& [box, score] = found[i];
    if (efs::detect::clipped(box, image.width, image.height) != box) std::abort();
    if (box.width() <= 0.0 || box.height() <= 0.0 || score < options.score_threshold) std::abort();
    if (i == 0) continue;
    if (found[i - 1].score < score) std::abort();
    if (efs::detect::iou(found[i - 1].box, box) > options.nms_iou) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace efs::detect;
  Head head;
  if (size < sizeof(head)) return 0;
  std::memcpy(&head, data, sizeof(head));
  std::vector<float> rows((size - sizeof(head)) / sizeof(float));
  if (!rows.empty()) std::memcpy(rows.data(), data + sizeof(head), rows.size() * sizeof(float));
  const efs::ImageSize image{head.image_width, head.image_height};
  const DecodeOptions options{.score_threshold = head.score_threshold / 250.0,
                              .nms_iou = head.nms_iou / 250.0,
                              .largest_count = head.largest_count};
  try {
    const Placement placement = place(image, {head.input_width, head.input_height},
                                      head.letterbox % 2 == 0 ? Fit::kStretch : Fit::kLetterbox);
    check(decode(rows, placement, options), image, options);
  } catch (const efs::Error&) {
  }
  return 0;
}
