#include "data/images/image_file.h"

#include <new>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/files/digest.h"
#include "core/files/files.h"
#include "core/process/standard_streams.h"
#include "data/images/heif_decoder.h"
#include "data/images/image_header.h"
#include "data/images/jpeg_decoder.h"
#include "data/images/orientation.h"
#include "data/images/png_decoder.h"

namespace efs::data {
namespace {

DecodedImage decode_by_opencv(std::string_view bytes) {
  // A failure is known by its result. OpenCV 4.6 prints past its own log level, too.
  [[maybe_unused]] static const auto level_before =
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  const SilencedErrors quiet;
  const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8UC1,
                       const_cast<char*>(bytes.data()));  // imdecode only reads
  DecodedImage image;
  image.bgr = cv::imdecode(buffer, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  if (image.bgr.empty()) image.reason = kUndecodable;
  return image;
}

DecodedImage decode(std::string_view bytes, ImageFormat format) {
  switch (format) {
    case ImageFormat::kJpeg:
      return decode_jpeg(bytes);
    case ImageFormat::kPng:
      return decode_png(bytes);
    case ImageFormat::kHeif:
      return decode_heif(bytes);
    default:
      return decode_by_opencv(bytes);
  }
}

/// 8-bit values of an image that was stored with 16.
bool is_far_too_dark(const cv::Mat& bgr) {
  constexpr double kShare = 1.0 / 8.0;
  double largest = 0.0;
  cv::minMaxIdx(bgr.reshape(1), nullptr, &largest);
  return largest < kShare * 256.0;
}

/// The pixels as the picture is displayed (Exif's orientation, CIPA DC-008, 4.6.4 A).
void make_upright(cv::Mat& bgr, int orientation) {
  constexpr int kBothAxes = -1, kLeftRight = 1, kUpDown = 0;
  if (swaps_sides(orientation)) cv::transpose(bgr, bgr);
  switch (orientation) {
    case 2:
    case 6:
      return cv::flip(bgr, bgr, kLeftRight);
    case 3:
    case 7:
      return cv::flip(bgr, bgr, kBothAxes);
    case 4:
    case 8:
      return cv::flip(bgr, bgr, kUpDown);
    default:
      return;
  }
}

/// Rec. 601, 0..1.
double mean_luma(const cv::Mat& bgr) {
  const cv::Scalar mean = cv::mean(bgr);
  return (0.114 * mean[0] + 0.587 * mean[1] + 0.299 * mean[2]) / 255.0;
}

}  // namespace

DecodedImage decode_image(std::string_view bytes) {
  if (bytes.empty()) return {.reason = "empty file"};
  ImageHeader header;
  DecodedImage image;
  try {
    header = read_image_header(bytes);
    if (!header.problem.empty()) return {.reason = header.problem};
    image = decode(bytes, header.format);
  } catch (const std::bad_alloc&) {
    image = {.reason = "not enough memory to decode it"};
  } catch (const cv::Exception& error) {
    const bool memory = error.code == cv::Error::StsNoMem;
    image = {.reason = memory ? "not enough memory to decode it" : kUndecodable};
  } catch (const std::exception&) {  // libheif's, of numbers that cannot be
    image = {.reason = kUndecodable};
  }
  image.orientation = header.orientation;
  if (image.reason.empty() && header.bits == 16 && is_far_too_dark(image.bgr)) {
    image = {.reason =
                 "a 16-bit image whose largest value is below 1/8 of the range (12-bit values?); "
                 "scale it to the whole range (convert FILE -auto-level FILE.png)"};
  }
  // OpenCV turns TIFF files itself, whatever it is asked for.
  const bool is_turned = header.format == ImageFormat::kTiff;
  if (image.reason.empty() && !is_turned) make_upright(image.bgr, image.orientation);
  return image;
}

ImageCheck check_image(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return {.reason = kMissingFile};
  if (!std::filesystem::is_regular_file(status)) {
    return {.reason = "not a file but a folder, a device or a pipe"};
  }
  std::string bytes;
  try {
    bytes = read_file(path, kMostImageBytes);
  } catch (const Error& failure) {
    return {.reason = failure.what()};
  }
  DecodedImage image = decode_image(bytes);
  if (!image.reason.empty()) return {.reason = std::move(image.reason)};
  return {.reason = {},
          .digest = sha256_hex(bytes),
          .width = image.bgr.cols,
          .height = image.bgr.rows,
          .damage = std::move(image.damage),
          .orientation = image.orientation,
          .brightness = mean_luma(image.bgr),
          .looks = perceptual_hash(image.bgr)};
}

}  // namespace efs::data
