#include "data/augment/mosaic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "data/augment/stored_image.h"

namespace efs::data {
namespace {

/// The largest strip of a stored image that keeps clear of its face; pixels, may be empty.
cv::Rect face_free_strip(const detect::RelativeBox& face, int side) {
  constexpr double kMargin = 0.03;  // of the side: the box's error, and its blurred edge
  const auto below = [side](double edge) {
    return std::clamp(static_cast<int>(std::floor((edge - kMargin) * side)), 0, side);
  };
  const auto above = [side](double edge) {
    return std::clamp(static_cast<int>(std::ceil((edge + kMargin) * side)), 0, side);
  };
  const std::array strips = {cv::Rect(0, 0, below(face.xmin), side),
                             cv::Rect(above(face.xmax), 0, side - above(face.xmax), side),
                             cv::Rect(0, 0, side, below(face.ymin)),
                             cv::Rect(0, above(face.ymax), side, side - above(face.ymax))};
  return *std::ranges::max_element(strips, {}, &cv::Rect::area);
}

/// A window in the strip with the shape of `part`, at about the scale that results have.
/// `per_pixel`: stored pixels a pixel of the result.
std::optional<cv::Rect> draw_window(const cv::Rect& strip, const cv::Size& part, double per_pixel,
                                    Rng& rng) {
  constexpr double kMostEnlarged = 3.0;  // beyond that a part shows nothing
  const double wanted = per_pixel * rng.log_uniform(0.7, 1.4);
  const double scale = std::min({wanted, static_cast<double>(strip.width) / part.width,
                                 static_cast<double>(strip.height) / part.height});
  if (scale < per_pixel / kMostEnlarged) return std::nullopt;
  const int width = std::clamp(static_cast<int>(scale * part.width), 1, strip.width);
  const int height = std::clamp(static_cast<int>(scale * part.height), 1, strip.height);
  const auto x = static_cast<int>(rng.integer(0, strip.width - width));
  const auto y = static_cast<int>(rng.integer(0, strip.height - height));
  return cv::Rect(strip.x + x, strip.y + y, width, height);
}

void fill(const PackedDataset& data, std::size_t index, cv::Mat part, int result_side, Rng& rng) {
  constexpr int kTries = 6;
  const auto last = static_cast<std::int64_t>(data.size(Part::kTrain)) - 1;
  for (int i = 0; i < kTries; ++i) {
    const auto other = static_cast<std::size_t>(rng.integer(0, last));
    if (other == index) continue;
    const PackedSample sample = data.sample(Part::kTrain, other);
    const cv::Rect strip = face_free_strip(sample.relative_box(), sample.width);
    if (strip.empty()) continue;
    const double per_pixel = static_cast<double>(sample.width) / result_side;
    const auto window = draw_window(strip, part.size(), per_pixel, rng);
    if (!window) continue;
    // A resized window takes nothing from outside it.
    cv::resize(stored_image(sample)(*window), part, part.size(), 0.0, 0.0, cv::INTER_LINEAR);
    if (rng.chance(0.5)) cv::flip(part, part, 1);
    return;
  }
  const double red = rng.uniform(0.0, 255.0), green = rng.uniform(0.0, 255.0);
  part.setTo(cv::Scalar(red, green, rng.uniform(0.0, 255.0)));
}

}  // namespace

cv::Rect draw_quadrant(int side, Rng& rng) {
  const int x = static_cast<int>(std::lround(side * rng.uniform(0.35, 0.65)));
  const int y = static_cast<int>(std::lround(side * rng.uniform(0.35, 0.65)));
  const bool right = rng.chance(0.5), bottom = rng.chance(0.5);
  return {right ? x : 0, bottom ? y : 0, right ? side - x : x, bottom ? side - y : y};
}

void fill_around(const PackedDataset& data, std::size_t index, const cv::Rect& quadrant,
                 cv::Mat& result, Rng& rng) {
  const int side = result.cols;
  const int x = quadrant.x > 0 ? quadrant.x : quadrant.width;
  const int y = quadrant.y > 0 ? quadrant.y : quadrant.height;
  for (const cv::Rect& part : {cv::Rect(0, 0, x, y), cv::Rect(x, 0, side - x, y),
                               cv::Rect(0, y, x, side - y), cv::Rect(x, y, side - x, side - y)}) {
    if (part != quadrant && !part.empty()) fill(data, index, result(part), side, rng);
  }
}

}  // namespace efs::data
