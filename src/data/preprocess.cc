#include "data/preprocess.h"

#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/files.h"
#include "data/image_file.h"

namespace efs::data {

PreparedImage prepare_image(const std::filesystem::path& path, int input) {
  if (input < 1 || input > kLargestInput) {
    fail_usage("the input is {} pixels; it is 1 to {}", input, kLargestInput);
  }
  const DecodedImage image = decode_image(read_file(path));
  if (!image.reason.empty()) {
    fail("{}: {}; replace the file or remove it from the list", path.string(), image.reason);
  }
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
