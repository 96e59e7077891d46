#include "data/image_file.h"

#include <limits>
#include <opencv2/imgcodecs.hpp>
#include <system_error>

#include "core/digest.h"
#include "core/error.h"
#include "core/files.h"

namespace efs::data {
namespace {

constexpr unsigned char kEndOfImage = 0xd9;
constexpr unsigned char kStartOfScan = 0xda;

unsigned char byte_at(std::string_view bytes, std::size_t position) {
  return static_cast<unsigned char>(bytes[position]);
}

/// The position behind the next marker inside entropy-coded data, where FF 00 stands for FF and
/// FF D0..D7 are restart markers (ITU-T T.81, B.1.1).
std::size_t skip_entropy_coded_data(std::string_view bytes, std::size_t position) {
  for (; position + 1 < bytes.size(); ++position) {
    if (byte_at(bytes, position) != 0xff) continue;
    const unsigned char next = byte_at(bytes, position + 1);
    const bool is_data = next == 0x00 || next == 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!is_data) return position;
  }
  return bytes.size();
}

}  // namespace

bool is_truncated_jpeg(std::string_view bytes) {
  if (!bytes.starts_with("\xff\xd8")) return false;
  std::size_t position = 2;
  while (position + 1 < bytes.size()) {
    if (byte_at(bytes, position) != 0xff) {
      ++position;  // garbage between segments: libjpeg skips it too
      continue;
    }
    const unsigned char marker = byte_at(bytes, position + 1);
    if (marker == kEndOfImage) return false;
    if (marker == 0xff) {
      ++position;  // fill byte
      continue;
    }
    if (position + 3 >= bytes.size()) return true;
    const std::size_t length = byte_at(bytes, position + 2) * 256U + byte_at(bytes, position + 3);
    position += 2 + length;
    if (marker == kStartOfScan) position = skip_entropy_coded_data(bytes, position);
  }
  return true;
}

DecodedImage decode_image(std::string_view bytes) {
  if (bytes.empty()) return {{}, "empty file"};
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return {{}, "file larger than 2 GiB"};
  }
  if (is_truncated_jpeg(bytes)) return {{}, "truncated JPEG"};
  const cv::Mat buffer(1, static_cast<int>(bytes.size()), CV_8UC1,
                       const_cast<char*>(bytes.data()));  // imdecode only reads
  DecodedImage image;
  try {
    image.bgr = cv::imdecode(buffer, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception&) {
    image.bgr.release();  // a header that promises more than OpenCV's limit of pixels
  }
  if (image.bgr.empty()) image.reason = "not an image that can be decoded";
  return image;
}

ImageCheck check_image(const std::filesystem::path& path) {
  ImageCheck check;
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    check.reason = "missing file";
    return check;
  }
  if (!std::filesystem::is_regular_file(status)) {
    check.reason = "not a file";
    return check;
  }
  std::string bytes;
  try {
    bytes = read_file(path);
  } catch (const Error& failure) {
    check.reason = failure.what();
    return check;
  }
  const DecodedImage image = decode_image(bytes);
  check.reason = image.reason;
  check.width = image.bgr.cols;
  check.height = image.bgr.rows;
  check.digest = sha256_hex(bytes);
  return check;
}

}  // namespace efs::data
