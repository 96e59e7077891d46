#include "data/augment/sheet.h"

#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/augment/augment.h"
#include "data/augment/augment_faces.h"
#include "data/images/picture.h"

namespace efs::data {
namespace {

constexpr int kGap = 2;  // pixels between images

FaceTargets augment_any(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                        Rng& rng, std::span<std::uint8_t> pixels) {
  const ImageSize size = data.input();
  if (!data.is_single()) return augment_faces(data, index, policy, size, rng, pixels);
  return {.faces = {augment(data, index, policy, size.width, rng, pixels)}, .ignored = {}};
}

}  // namespace

void write_augment_sheet(const PackedDataset& data, const AugmentPolicy& policy,
                         const SheetOptions& options, const std::filesystem::path& path) {
  if (options.columns < 1 || options.rows < 1) {
    fail_usage("a sheet has at least 1 column and 1 row, not {} and {}", options.columns,
               options.rows);
  }
  const auto [width, height] = data.input();
  const std::size_t count = data.size(Part::kTrain);
  const auto cells = static_cast<std::size_t>(options.columns * options.rows);
  cv::Mat sheet(options.rows * (height + kGap) - kGap, options.columns * (width + kGap) - kGap,
                CV_8UC3, kSheetColour);
  std::vector<std::uint8_t> pixels(std::size_t{3} * static_cast<std::size_t>(width) *
                                   static_cast<std::size_t>(height));
  for (std::size_t i = 0; i < cells; ++i) {
    Rng rng(derive_seed(options.seed, i));
    const FaceTargets targets = augment_any(data, i * count / cells % count, policy, rng, pixels);
    cv::Mat image;
    cv::cvtColor(cv::Mat(height, width, CV_8UC3, pixels.data()), image, cv::COLOR_RGB2BGR);
    for (const auto& box : targets.ignored)
      draw_box(image, to_pixels(box, width, height), {.colour = kIgnoredColour});
    for (const auto& box : targets.faces)
      draw_box(image, to_pixels(box, width, height), {.colour = kFaceColour});
    const int column = static_cast<int>(i) % options.columns;
    const int row = static_cast<int>(i) / options.columns;
    image.copyTo(sheet(cv::Rect(column * (width + kGap), row * (height + kGap), width, height)));
  }
  write_file_atomically(path, encode_jpeg(sheet, 92));
}

}  // namespace efs::data
