#include "data/preprocess.h"

#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/files/files.h"
#include "data/images/image_file.h"
#include "data/images/image_header.h"

namespace efs::data {
namespace {

/// The region's pixels, not copied.
cv::Mat part_of(const cv::Mat& image, const detect::Box& region,
                const std::filesystem::path& path) {
  const cv::Rect pixels(static_cast<int>(region.xmin), static_cast<int>(region.ymin),
                        static_cast<int>(region.width()), static_cast<int>(region.height()));
  if (pixels.empty() || (pixels & cv::Rect({}, image.size())) != pixels) {
    fail("{}: the region {} {} {} {} is not within the image of {} x {}; read the data set again",
         path.string(), region.xmin, region.ymin, region.xmax, region.ymax, image.cols, image.rows);
  }
  return image(pixels);
}

}  // namespace

PreparedImage prepare_image(const std::filesystem::path& path, int input,
                            const std::optional<detect::Box>& region) {
  if (input < 1 || input > kLargestInput) {
    fail_usage("the input is {} pixels; it is 1 to {}", input, kLargestInput);
  }
  DecodedImage image = decode_image(read_file(path, kMostImageBytes));
  if (!image.reason.empty()) {
    fail("{}: {}; replace the file or remove it from the list", path.string(), image.reason);
  }
  if (region) image.bgr = part_of(image.bgr, *region, path);
  PreparedImage prepared;
  prepared.image_width = image.bgr.cols;
  prepared.image_height = image.bgr.rows;
  prepared.pixels.resize(static_cast<std::size_t>(input) * static_cast<std::size_t>(input) * 3);
  cv::Mat resized;
  cv::resize(image.bgr, resized, cv::Size(input, input), 0.0, 0.0, cv::INTER_LINEAR);
  cv::Mat rgb(input, input, CV_8UC3, prepared.pixels.data());
  cv::cvtColor(resized, rgb, cv::COLOR_BGR2RGB);
  return prepared;
}

}  // namespace efs::data
