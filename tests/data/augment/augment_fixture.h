// Packed images made for the augmentation tests, whose faces are shapes that can be measured.
#pragma once

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "data/augment/augment.h"
#include "data/packed/packed_writing.h"
#include "data/test_folder.h"

namespace efs::data {

struct DrawnFace {
  detect::Box box;
  cv::Scalar colour;  // BGR
};

/// Training images of width x height on grey `background`, each with a filled ellipse that touches
/// its box; one more validates.
inline PackedDataset ellipses(const TestFolder& folder, const std::vector<DrawnFace>& faces,
                              const PackOptions& sizes, int width, int height,
                              double background = 0.0) {
  constexpr int kShift = 6;  // fractional bits of OpenCV's drawing
  Dataset dataset;
  for (std::size_t i = 0; i < faces.size() + 1; ++i) {
    const DrawnFace& face = faces[i % faces.size()];
    cv::Mat image(height, width, CV_8UC3, cv::Scalar::all(background));
    const auto fixed = [](double value) { return static_cast<int>(value * (1 << kShift)); };
    // Pixel centres lie at halves here, at whole numbers in OpenCV.
    cv::ellipse(image,
                {fixed(0.5 * (face.box.xmin + face.box.xmax) - 0.5),
                 fixed(0.5 * (face.box.ymin + face.box.ymax) - 0.5)},
                {fixed(0.5 * face.box.width()), fixed(0.5 * face.box.height())}, 0.0, 0.0, 360.0,
                face.colour, cv::FILLED, cv::LINE_8, kShift);
    const std::string id = std::to_string(i) + ".png";
    cv::imwrite((folder / id).string(), image);
    dataset.samples.push_back({.image_id = id,
                               .path = folder / id,
                               .faces = {face.box},
                               .ignored = {},
                               .image_width = width,
                               .image_height = height});
    (i < faces.size() ? dataset.train : dataset.validation).push_back(i);
  }
  dataset.digest = "ellipses";
  write_packed(dataset, sizes, folder / "ellipses.efspack");
  return PackedDataset(folder / "ellipses.efspack");
}

struct Augmented {
  std::vector<std::uint8_t> pixels;  // RGB [side, side, 3]
  int side = 0;
  detect::RelativeBox box;

  const std::uint8_t* at(int x, int y) const {
    return pixels.data() + (static_cast<std::ptrdiff_t>(y) * side + x) * 3;
  }
};

inline Augmented augmented(const PackedDataset& data, std::size_t index,
                           const AugmentPolicy& policy, std::uint64_t seed, int side = 0) {
  Augmented result;
  result.side = side > 0 ? side : data.input().width;
  const auto length = static_cast<std::size_t>(result.side);
  result.pixels.resize(length * length * 3);
  Rng rng(seed);
  result.box = augment(data, index, policy, result.side, rng, result.pixels);
  return result;
}

/// The geometry of a policy alone.
inline AugmentPolicy geometry_of(const AugmentPolicy& policy) {
  return {.zoom_low = policy.zoom_low,
          .zoom_high = policy.zoom_high,
          .crop_low = policy.crop_low,
          .crop_high = policy.crop_high,
          .aspect = policy.aspect,
          .shift = policy.shift,
          .rotation_deg = policy.rotation_deg,
          .flip = policy.flip,
          .cut_face = policy.cut_face,
          .mosaic = policy.mosaic};
}

}  // namespace efs::data
