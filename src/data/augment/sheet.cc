#include "data/augment/sheet.h"

#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "data/augment/augment.h"

namespace efs::data {
namespace {

constexpr int kGap = 2;                    // pixels between images
const cv::Scalar kBoxColour(80, 255, 60);  // BGR: green
const cv::Scalar kBackground(48, 48, 48);

void draw_box(cv::Mat& image, const detect::RelativeBox& box) {
  const auto corner = [&](double x, double y) {
    return cv::Point(static_cast<int>(std::lround(x * image.cols)),
                     static_cast<int>(std::lround(y * image.rows)));
  };
  cv::rectangle(image, corner(box.xmin, box.ymin), corner(box.xmax, box.ymax), kBoxColour, 1);
}

void write_jpeg(const cv::Mat& image, const std::filesystem::path& path) {
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".jpg", image, bytes, {cv::IMWRITE_JPEG_QUALITY, 92})) {
    fail("cannot encode {}", path.string());
  }
  write_file_atomically(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

void write_augment_sheet(const PackedDataset& data, const AugmentPolicy& policy,
                         const SheetOptions& options, const std::filesystem::path& path) {
  if (options.columns < 1 || options.rows < 1) {
    fail_usage("a sheet has at least 1 column and 1 row, not {} and {}", options.columns,
               options.rows);
  }
  const int side = data.input();
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
    draw_box(image, box);
    const int column = static_cast<int>(i) % options.columns;
    const int row = static_cast<int>(i) / options.columns;
    image.copyTo(sheet(cv::Rect(column * step, row * step, side, side)));
  }
  write_jpeg(sheet, path);
}

}  // namespace efs::data
