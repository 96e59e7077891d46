#include "data/augment/pixels.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "data/images/picture.h"

namespace efs::data {
namespace {

// ITU-R BT.601 luma of R, G, B.
constexpr double kLuma[] = {0.299, 0.587, 0.114};

double factor(double spread, Rng& rng) { return 1.0 + rng.uniform(-spread, spread); }

bool changes_colours(const AugmentPolicy& policy) {
  return policy.colour_cast > 0.0 || policy.saturation > 0.0 || policy.grey > 0.0 ||
         policy.contrast > 0.0 || policy.brightness > 0.0;
}

/// The sum of four bytes is close to normal (Irwin-Hall), and a draw gives two such sums: a
/// hundredth of the cost of Box-Muller, and the same on every platform.
constexpr int kSumMean = 2 * 255;
constexpr double kSumDeviation = 147.8;  // sqrt(4 (256^2 - 1) / 12)

int sum_of_bytes(std::uint32_t bits) {
  return static_cast<int>((bits & 255U) + (bits >> 8 & 255U) + (bits >> 16 & 255U) + (bits >> 24));
}

std::uint8_t moved(std::uint8_t level, std::uint32_t bits, int scale_16) {
  const int noise = ((sum_of_bytes(bits) - kSumMean) * scale_16 + (1 << 15)) >> 16;
  return static_cast<std::uint8_t>(std::clamp(level + noise, 0, 255));
}

void fill_with_noise(cv::Mat part, Rng& rng) {
  for (int y = 0; y < part.rows; ++y) {
    std::uint64_t bits = 0;
    for (int i = 0; i < 3 * part.cols; ++i) {
      if (i % 8 == 0) bits = rng.next();
      part.ptr(y)[i] = static_cast<std::uint8_t>(bits >> (i % 8 * 8));
    }
  }
}

/// A rectangle around a point near the face, `area` of its box large; pixels, inside the image.
cv::Rect draw_patch(const cv::Mat& image, const detect::RelativeBox& face, double area, Rng& rng) {
  const double narrowing = std::sqrt(rng.uniform(0.5, 2.0));
  const double side = std::sqrt(area);
  const double width = std::floor(face.width() * image.cols * side * narrowing);
  const double height = std::floor(face.height() * image.rows * side / narrowing);
  const double along = rng.uniform(-0.1, 1.1), down = rng.uniform(-0.1, 1.1);
  const double x = (face.xmin + along * face.width()) * image.cols - 0.5 * width;
  const double y = (face.ymin + down * face.height()) * image.rows - 0.5 * height;
  const cv::Rect patch(static_cast<int>(std::lround(x)), static_cast<int>(std::lround(y)),
                       static_cast<int>(width), static_cast<int>(height));
  return patch & cv::Rect({}, image.size());
}

}  // namespace

void recolour(cv::Mat& image, const AugmentPolicy& policy, Rng& rng) {
  if (!changes_colours(policy)) return;
  double gains[3];
  for (double& gain : gains) gain = factor(policy.colour_cast, rng);
  double saturation = factor(policy.saturation, rng);
  if (rng.chance(policy.grey)) saturation = 0.0;
  const double contrast = factor(policy.contrast, rng);
  const double brightness = 255.0 * rng.uniform(-policy.brightness, policy.brightness);

  const cv::Scalar mean = cv::mean(image);
  double mean_luma = 0.0;
  for (int i = 0; i < 3; ++i) mean_luma += kLuma[i] * gains[i] * mean[i];
  cv::Matx34f matrix;
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const double own = row == column ? saturation : 0.0;
      matrix(row, column) =
          static_cast<float>(contrast * (own + (1.0 - saturation) * kLuma[column]) * gains[column]);
    }
    matrix(row, 3) = static_cast<float>((1.0 - contrast) * mean_luma + brightness);
  }
  cv::transform(image, image, matrix);
}

double blur(cv::Mat& image, const AugmentPolicy& policy, Rng& rng) {
  if (!rng.chance(policy.blur)) return 0.0;
  const double deviation = rng.uniform(0.3, 1.0) * policy.blur_share * image.cols;
  // Isolated: of a part of an image, nothing outside is read.
  constexpr int kBorder = cv::BORDER_REFLECT_101 | cv::BORDER_ISOLATED;
  if (deviation > 0.0) cv::GaussianBlur(image, image, {}, deviation, deviation, kBorder);
  return deviation;
}

std::vector<cv::Rect> cut_out(cv::Mat& image, const detect::RelativeBox& face,
                              const AugmentPolicy& policy, Rng& rng) {
  std::vector<cv::Rect> patches;
  if (!rng.chance(policy.cut_out)) return patches;
  const auto count = rng.integer(1, 2);
  for (std::int64_t i = 0; i < count; ++i) {
    const double area = rng.uniform(0.1, 1.0) * kLargestCutOut / static_cast<double>(count);
    const cv::Rect patch = draw_patch(image, face, area, rng);
    const bool noisy = rng.chance(0.5);
    if (patch.empty()) continue;
    patches.push_back(patch);
    if (noisy) {
      fill_with_noise(image(patch), rng);
    } else {
      image(patch).setTo(cv::mean(image));
    }
  }
  return patches;
}

void add_noise(cv::Mat& image, const AugmentPolicy& policy, Rng& rng) {
  if (!rng.chance(policy.noise)) return;
  const double deviation = rng.uniform(0.2, 1.0) * policy.noise_std;
  const int scale_16 = static_cast<int>(std::lround(deviation / kSumDeviation * 65536.0));
  for (int y = 0; y < image.rows; ++y) {
    std::uint8_t* row = image.ptr(y);
    for (int i = 0; i < 3 * image.cols; i += 2) {
      const std::uint64_t bits = rng.next();
      row[i] = moved(row[i], static_cast<std::uint32_t>(bits), scale_16);
      if (i + 1 == 3 * image.cols) break;
      row[i + 1] = moved(row[i + 1], static_cast<std::uint32_t>(bits >> 32), scale_16);
    }
  }
}

void compress(cv::Mat& image, const AugmentPolicy& policy, Rng& rng) {
  if (!rng.chance(policy.jpeg)) return;
  const int quality = static_cast<int>(rng.integer(std::min(policy.jpeg_quality, 95), 95));
  cv::Mat bgr;
  cv::cvtColor(image, bgr, cv::COLOR_RGB2BGR);
  const std::string jpeg = encode_jpeg(bgr, quality);
  const std::vector<unsigned char> bytes(jpeg.begin(), jpeg.end());
  cv::cvtColor(cv::imdecode(bytes, cv::IMREAD_COLOR), image, cv::COLOR_BGR2RGB);
}

}  // namespace efs::data
