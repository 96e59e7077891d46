#include "data/augment/sheet.h"

#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/augment/augment.h"
#include "data/images/picture.h"

namespace efs::data {
namespace {

constexpr int kGap = 2;                        // pixels between images
const BoxStyle kBox{.colour = {80, 255, 60}};  // green
const cv::Scalar kBackground(48, 48, 48);

}  // namespace

void write_augment_sheet(const PackedDataset& data, const AugmentPolicy& policy,
                         const SheetOptions& options, const std::filesystem::path& path) {
  if (options.columns < 1 || options.rows < 1) {
    fail_usage("a sheet has at least 1 column and 1 row, not {} and {}", options.columns,
               options.rows);
  }
  const int side = data.input().width;
  const int step = side + kGap;
  const std::size_t count = data.size(Part::kTrain);
  const auto cells = static_cast<std::size_t>(options.columns * options.rows);
  cv::Mat sheet(options.rows * step - kGap, options.columns * step - kGap, CV_8UC3, kBackground);
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) *
                                   3);
  for (std::size_t i = 0; i < cells; ++i) {
    Rng rng(derive_seed(options.seed, i));
    const detect::RelativeBox box =
        augment(data, i * count / cells % count, policy, side, rng, pixels);
    cv::Mat image;
    cv::cvtColor(cv::Mat(side, side, CV_8UC3, pixels.data()), image, cv::COLOR_RGB2BGR);
    draw_box(image, to_pixels(box, side, side), kBox);
    const int column = static_cast<int>(i) % options.columns;
    const int row = static_cast<int>(i) / options.columns;
    image.copyTo(sheet(cv::Rect(column * step, row * step, side, side)));
  }
  write_file_atomically(path, encode_jpeg(sheet, 92));
}

}  // namespace efs::data
