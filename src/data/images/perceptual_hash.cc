#include "data/images/perceptual_hash.h"

#include <bit>
#include <cstdlib>
#include <opencv2/core/mat.hpp>
#include <opencv2/imgproc.hpp>

namespace efs::data {
namespace {

/// Means over the cells of a grid.
cv::Mat cell_means(const cv::Mat& image, cv::Size grid) {
  cv::Mat cells;
  // Copies of the edges first where the picture has fewer pixels than cells: INTER_AREA would
  // interpolate.
  const cv::Size enough(std::max(image.cols, grid.width), std::max(image.rows, grid.height));
  if (enough != image.size()) {
    cv::resize(image, cells, enough, 0, 0, cv::INTER_NEAREST);
    cv::resize(cells, cells, grid, 0, 0, cv::INTER_AREA);
  } else {
    cv::resize(image, cells, grid, 0, 0, cv::INTER_AREA);
  }
  return cells;
}

void set_bit(PerceptualHash::Bits& bits, std::size_t index) {
  bits[index / 64] |= std::uint64_t{1} << index % 64;
}

}  // namespace

PerceptualHash perceptual_hash(const cv::Mat& bgr) {
  constexpr float kFaint = 4.0F;  // of 255
  PerceptualHash hash;
  cv::Mat cells = cell_means(bgr, {PerceptualHash::kColumns, PerceptualHash::kRows});
  cells.convertTo(cells, CV_32F);
  cv::Mat luma;
  cv::cvtColor(cells, luma, cv::COLOR_BGR2GRAY);
  std::size_t index = 0;
  const auto add = [&](float from, float to) {
    if (to - from >= kFaint) set_bit(hash.rises, index);
    if (from - to >= kFaint) set_bit(hash.falls, index);
    ++index;
  };
  for (int y = 0; y < luma.rows; ++y) {
    for (int x = 0; x < luma.cols; ++x) {
      if (x + 1 < luma.cols) add(luma.at<float>(y, x), luma.at<float>(y, x + 1));
      if (y + 1 < luma.rows) add(luma.at<float>(y, x), luma.at<float>(y + 1, x));
    }
  }
  const cv::Mat colours = cell_means(bgr, {3, 3});
  for (int i = 0; i < 9; ++i) {
    const auto& cell = colours.at<cv::Vec3b>(i / 3, i % 3);
    for (int channel = 0; channel < 3; ++channel) {
      hash.colours[static_cast<std::size_t>(3 * i + channel)] = cell[channel];
    }
  }
  return hash;
}

double difference(const PerceptualHash& a, const PerceptualHash& b) {
  constexpr double kNone = 1.0;
  constexpr int kFewestSteps = 60;
  constexpr int kColourDifference = 25;  // of 255, in the mean
  int colours = 0;
  for (std::size_t i = 0; i < a.colours.size(); ++i) {
    colours += std::abs(int{a.colours[i]} - int{b.colours[i]});
  }
  if (colours > kColourDifference * static_cast<int>(a.colours.size())) return kNone;
  int either = 0, both = 0, opposite = 0;
  for (std::size_t i = 0; i < a.rises.size(); ++i) {
    const std::uint64_t clear_a = a.rises[i] | a.falls[i], clear_b = b.rises[i] | b.falls[i];
    either += std::popcount(clear_a | clear_b);
    both += std::popcount(clear_a & clear_b);
    opposite += std::popcount((a.rises[i] & b.falls[i]) | (a.falls[i] & b.rises[i]));
  }
  if (both < kFewestSteps) return kNone;
  return (opposite + 0.5 * (either - both)) / either;
}

}  // namespace efs::data
