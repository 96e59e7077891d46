#include "data/augment/augment.h"

#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data/augment/geometry.h"
#include "data/augment/mosaic.h"
#include "data/augment/pixels.h"
#include "data/augment/stored_image.h"
#include "data/augment/warp.h"

namespace efs::data {
namespace {

void require_squares(const PackedDataset& data) {
  const ImageSize input = data.input();
  if (data.fit() == detect::Fit::kStretch && input.width == input.height) return;
  fail("images of {} pixels ({}) are packed for any number of faces; a single face needs squares",
       to_string(input), to_string(data.fit()));
}

void require_size(std::span<const std::uint8_t> out, int input) {
  const auto side = static_cast<std::size_t>(input);
  if (input >= 1 && out.size() == side * side * 3) return;
  fail("an augmented image of side {} does not fit {} bytes exactly", input, out.size());
}

/// The stored image as it is, resized only to another size; returns its face.
detect::RelativeBox copy_stored(const PackedSample& sample, cv::Mat& result) {
  cv::resize(stored_image(sample), result, result.size(), 0.0, 0.0, cv::INTER_LINEAR);
  return sample.relative_box();
}

/// A view of the stored image, in a mosaic or alone; returns the face's box, clipped.
detect::RelativeBox move(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                         cv::Mat& result, Rng& rng) {
  const PackedSample sample = data.sample(Part::kTrain, index);
  const int side = result.cols;
  const bool mosaic = side >= kSmallestMosaic && rng.chance(policy.mosaic);
  const cv::Rect pixels = mosaic ? draw_quadrant(side, rng) : cv::Rect({}, result.size());
  const double scale = 1.0 / side;
  const detect::RelativeBox frame{pixels.x * scale, pixels.y * scale,
                                  (pixels.x + pixels.width) * scale,
                                  (pixels.y + pixels.height) * scale};
  const StoredFace face{sample.relative_box(),
                        static_cast<double>(sample.image_width) / sample.image_height};
  const View view = draw_view(face, frame, policy, rng);
  warp(stored_image(sample), view, face.box, pixels, result, rng);
  if (mosaic) fill_around(data, index, pixels, result, rng);
  return common_part(view.face, frame);
}

}  // namespace

std::uint64_t augment_seed(std::uint64_t trial_seed, int epoch, std::size_t index) {
  const std::uint64_t of_trial = derive_seed(trial_seed, "augment");
  return derive_seed(derive_seed(of_trial, static_cast<std::uint64_t>(epoch)), index);
}

detect::RelativeBox augment(const PackedDataset& data, std::size_t index,
                            const AugmentPolicy& policy, int input, Rng& rng,
                            std::span<std::uint8_t> out) {
  require_squares(data);
  require_size(out, input);
  cv::Mat result(input, input, CV_8UC3, out.data());
  const detect::RelativeBox face = moves_pixels(policy)
                                       ? move(data, index, policy, result, rng)
                                       : copy_stored(data.sample(Part::kTrain, index), result);
  recolour(result, policy, rng);
  blur(result, policy, rng);
  cut_out(result, face, policy, rng);
  add_noise(result, policy, rng);
  compress(result, policy, rng);
  return face;
}

}  // namespace efs::data
