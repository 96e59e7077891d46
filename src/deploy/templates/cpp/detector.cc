#include "detector.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "model_facts.h"

namespace {

constexpr std::size_t kRowLength = kFindsFaces ? 5 : 4;

/// How large the picture is drawn in the network's input, from the top left corner.
cv::Size place(const cv::Size& picture) {
  if (!kKeepsAspectRatio) return {kInputWidth, kInputHeight};
  const double scale = std::min(static_cast<double>(kInputWidth) / picture.width,
                                static_cast<double>(kInputHeight) / picture.height);
  const auto side = [&](int length, int most) {
    return std::clamp(static_cast<int>(std::lround(length * scale)), 1, most);
  };
  return {side(picture.width, kInputWidth), side(picture.height, kInputHeight)};
}

/// [3, kInputHeight, kInputWidth], normalised RGB.
std::vector<float> network_input(const cv::Mat& picture) {
  const cv::Size drawn = place(picture.size());
  cv::Mat pixels(kInputHeight, kInputWidth, CV_8UC3,
                 cv::Scalar(kPadding[2], kPadding[1], kPadding[0]));
  cv::Mat part = pixels(cv::Rect({0, 0}, drawn));
  // From the four nearest pixels, without smoothing: what the network was trained on.
  cv::resize(picture, part, drawn, 0.0, 0.0, cv::INTER_LINEAR);
  float mean[3], deviation[3];
  std::copy(kMean, kMean + 3, mean);
  std::copy(kStandardDeviation, kStandardDeviation + 3, deviation);
  const std::size_t plane = static_cast<std::size_t>(kInputWidth) * kInputHeight;
  std::vector<float> input(3 * plane);
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t channel = 0; channel < 3; ++channel) {
      const float value =
          static_cast<float>(pixels.data[3 * i + 2 - channel]) / 255.0F;  // OpenCV has BGR
      input[channel * plane + i] = (value - mean[channel]) / deviation[channel];
    }
  }
  return input;
}

double overlap(const cv::Rect2d& a, const cv::Rect2d& b) {
  const double shared = (a & b).area();
  return shared / (a.area() + b.area() - shared);
}

/// Non-maximum suppression: of faces that overlap much, the one with the highest score.
std::vector<Face> without_duplicates(std::vector<Face> faces) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const Face& a, const Face& b) { return a.score > b.score; });
  std::vector<Face> kept;
  for (const Face& face : faces) {
    if (static_cast<int>(kept.size()) == kMostFaces) break;
    const bool is_duplicate = std::any_of(kept.begin(), kept.end(), [&](const Face& better) {
      return overlap(better.box, face.box) > kNmsIou;
    });
    if (!is_duplicate) kept.push_back(face);
  }
  return kept;
}

}  // namespace

std::vector<Face> Detector::find(const cv::Mat& picture, double threshold) {
  std::vector<float> input = network_input(picture);
  const auto begun = std::chrono::steady_clock::now();
  const std::vector<float> rows = network_.run(input);
  network_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();

  const cv::Size drawn = place(picture.size());
  // The whole input, padding included, in pixels of the picture.
  const double extent_x = static_cast<double>(picture.cols) * kInputWidth / drawn.width;
  const double extent_y = static_cast<double>(picture.rows) * kInputHeight / drawn.height;
  const auto x_of = [&](float x) { return std::clamp(x * extent_x, 0.0, double(picture.cols)); };
  const auto y_of = [&](float y) { return std::clamp(y * extent_y, 0.0, double(picture.rows)); };
  std::vector<Face> faces;
  for (std::size_t at = 0; at + kRowLength <= rows.size(); at += kRowLength) {
    const float* row = rows.data() + at;
    Face face;
    face.box = {x_of(row[0]), y_of(row[1]), x_of(row[2]) - x_of(row[0]),
                y_of(row[3]) - y_of(row[1])};
    if (kFindsFaces) {
      face.score = row[4];
      if (face.score < threshold || face.box.empty()) continue;
    }
    faces.push_back(face);
  }
  return kFindsFaces ? without_duplicates(faces) : faces;
}
