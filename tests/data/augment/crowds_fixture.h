// Packed photographs with three faces, a region to ignore, or nothing, whose faces are shapes that
// can be measured.
#pragma once

#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "data/augment/augment_faces.h"
#include "data/packed/packed_writing.h"
#include "data/test_folder.h"

namespace efs::data {

/// Training photographs of these sizes on grey. The first ones have three filled ellipses that touch
/// their boxes, one of each channel; the `background` last ones have none. One more validates.
struct Crowds {
  Crowds(const TestFolder& folder, const std::vector<ImageSize>& sizes, std::size_t background,
         const PackOptions& options)
      : packed(pack(folder, sizes, background, options)) {}

  /// Of R, G and B, in shares of the photograph.
  static constexpr std::array<detect::RelativeBox, 3> kFaces = {
      {{0.05, 0.1, 0.3, 0.55}, {0.35, 0.3, 0.5, 0.5}, {0.6, 0.45, 0.95, 0.95}}};
  static constexpr detect::RelativeBox kIgnored{0.7, 0.05, 0.9, 0.3};
  PackedDataset packed;

 private:
  static void draw(cv::Mat& image, const detect::Box& box, int channel) {
    constexpr int kShift = 6;  // fractional bits of OpenCV's drawing
    const auto fixed = [](double value) { return static_cast<int>(value * (1 << kShift)); };
    cv::Scalar bgr(0, 0, 0);
    bgr[2 - channel] = 255;
    // Pixel centres lie at halves here, at whole numbers in OpenCV.
    cv::ellipse(
        image, {fixed(0.5 * (box.xmin + box.xmax) - 0.5), fixed(0.5 * (box.ymin + box.ymax) - 0.5)},
        {fixed(0.5 * box.width()), fixed(0.5 * box.height())}, 0.0, 0.0, 360.0, bgr, cv::FILLED,
        cv::LINE_8, kShift);
  }

  static PackedDataset pack(const TestFolder& folder, const std::vector<ImageSize>& sizes,
                            std::size_t background, const PackOptions& options) {
    Dataset dataset;
    dataset.rule = FaceRule::kAll;
    for (std::size_t i = 0; i < sizes.size() + 1; ++i) {
      const auto& [width, height] = sizes[i % sizes.size()];
      const std::string id = std::to_string(i) + ".png";
      Sample sample{.image_id = id,
                    .path = folder / id,
                    .faces = {},
                    .ignored = {},
                    .image_width = width,
                    .image_height = height};
      cv::Mat image(height, width, CV_8UC3, cv::Scalar::all(128));
      const bool is_background = i < sizes.size() && i + background >= sizes.size();
      for (int channel = 0; channel < 3 && !is_background; ++channel) {
        sample.faces.push_back(to_pixels(kFaces[static_cast<std::size_t>(channel)], width, height));
        draw(image, sample.faces.back(), channel);
      }
      if (!is_background) sample.ignored = {to_pixels(kIgnored, width, height)};
      cv::imwrite(sample.path.string(), image);
      dataset.samples.push_back(sample);
      (i < sizes.size() ? dataset.train : dataset.validation).push_back(i);
    }
    dataset.digest = "crowds";
    write_packed(dataset, options, folder / "crowds.efspack");
    return PackedDataset(folder / "crowds.efspack");
  }
};

struct AugmentedFaces {
  std::vector<std::uint8_t> pixels;  // RGB [height, width, 3]
  ImageSize size;
  FaceTargets targets;

  const std::uint8_t* at(int x, int y) const {
    return pixels.data() + (static_cast<std::ptrdiff_t>(y) * size.width + x) * 3;
  }
  /// True where this channel is above the two others by half of the range.
  bool is(int channel, int x, int y) const {
    const std::uint8_t* rgb = at(x, y);
    return rgb[channel] > std::max(rgb[(channel + 1) % 3], rgb[(channel + 2) % 3]) + 100;
  }
};

inline AugmentedFaces augmented_faces(const PackedDataset& data, std::size_t index,
                                      const AugmentPolicy& policy, std::uint64_t seed,
                                      const ImageSize& size, const FaceTargetRule& rule = {}) {
  AugmentedFaces result;
  result.size = size;
  result.pixels.resize(std::size_t{3} * static_cast<std::size_t>(size.width) *
                       static_cast<std::size_t>(size.height));
  Rng rng(seed);
  result.targets = augment_faces(data, index, policy, size, rng, result.pixels, rule);
  return result;
}

}  // namespace efs::data
