#include "data/preprocess.h"

#include <algorithm>
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

cv::Mat decode_part(const std::filesystem::path& path, const std::optional<detect::Box>& region) {
  DecodedImage image = decode_image(read_file(path, kMostImageBytes));
  if (!image.reason.empty()) {
    fail("{}: {}; replace the file or remove it from the list", path.string(), image.reason);
  }
  return region ? part_of(image.bgr, *region, path) : image.bgr;
}

void check_sides(const ImageSize& input) {
  for (const int side : {input.width, input.height}) {
    if (side >= 1 && side <= kLargestInput) continue;
    fail_usage("the input is {} pixels; a side is 1 to {}", to_string(input), kLargestInput);
  }
}

PreparedImage placed(const cv::Mat& image, const detect::Placement& placement) {
  const auto& [stored, input, drawn] = placement;
  PreparedImage prepared{
      .pixels = {}, .size = input, .image_width = stored.width, .image_height = stored.height};
  prepared.pixels.resize(static_cast<std::size_t>(input.width) *
                         static_cast<std::size_t>(input.height) * 3);
  cv::Mat rgb(input.height, input.width, CV_8UC3, prepared.pixels.data());
  if (drawn != input) {
    rgb.setTo(cv::Scalar(kPaddingColour[0], kPaddingColour[1], kPaddingColour[2]));
  }
  cv::Mat resized;
  cv::resize(image, resized, cv::Size(drawn.width, drawn.height), 0.0, 0.0, cv::INTER_LINEAR);
  cv::Mat part = rgb(cv::Rect(0, 0, drawn.width, drawn.height));
  cv::cvtColor(resized, part, cv::COLOR_BGR2RGB);
  return prepared;
}

}  // namespace

PreparedImage prepare_image(const std::filesystem::path& path, const ImageSize& input,
                            detect::Fit fit, const std::optional<detect::Box>& region) {
  check_sides(input);
  const cv::Mat image = decode_part(path, region);
  return placed(image, detect::place({image.cols, image.rows}, input, fit));
}

ImageSize size_within(const ImageSize& image, int longest) {
  const int side = std::min(longest, std::max(image.width, image.height));
  return detect::place(image, {side, side}, detect::Fit::kLetterbox).drawn;
}

}  // namespace efs::data
