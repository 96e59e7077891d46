#include "data/augment/face_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "data/augment/face_view.h"
#include "data/augment/mosaic.h"
#include "data/augment/stored_image.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

const cv::Scalar kPadding(kPaddingColour[0], kPaddingColour[1], kPaddingColour[2]);

/// The whole photograph as in validation.
FaceTargets draw_whole(const PackedSample& sample, const FaceTargetRule& rule, cv::Mat& result) {
  PackedSample placed = sample;
  placed.width = result.cols;
  placed.height = result.rows;
  placed.fit = detect::Fit::kLetterbox;
  const ImageSize drawn = placed.placement().drawn;
  const cv::Rect part(0, 0, drawn.width, drawn.height);
  if (part.size() != result.size()) result.setTo(kPadding);
  cv::Mat shown = result(part);
  cv::resize(stored_image(sample), shown, part.size(), 0.0, 0.0, cv::INTER_LINEAR);
  return targets_of(placed, rule);
}

/// Fills the frame with the view, bilinearly; what lies outside the photograph is plain, so that no
/// face is shown twice.
void draw_photograph(const PackedSample& sample, const FaceView& view, const cv::Rect& frame,
                     cv::Mat& result, Rng& rng) {
  const cv::Mat stored = stored_image(sample);
  const double to_x = static_cast<double>(sample.width) / sample.image_width;
  const double to_y = static_cast<double>(sample.height) / sample.image_height;
  // OpenCV counts from the centres of pixels, which are at halves here, and from the frame.
  const Affine& map = view.to_image;
  const double u = frame.x + 0.5, v = frame.y + 0.5;
  const cv::Matx23d pixels(to_x * map.xx, to_x * map.xy,
                           to_x * (map.xx * u + map.xy * v + map.x0) - 0.5, to_y * map.yx,
                           to_y * map.yy, to_y * (map.yx * u + map.yy * v + map.y0) - 0.5);
  const cv::Scalar border = rng.chance(0.5) ? kPadding : cv::mean(stored);
  cv::Mat part = result(frame);
  cv::warpAffine(stored, part, pixels, frame.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_CONSTANT, border);
}

/// Shows a sample in a part of the result and adds its targets.
void show_photograph(const PackedSample& sample, const cv::Rect& frame, const AugmentPolicy& policy,
                     const FaceTargetRule& rule, cv::Mat& result, FaceTargets& targets, Rng& rng) {
  const detect::Box box{1.0 * frame.x, 1.0 * frame.y, 1.0 * (frame.x + frame.width),
                        1.0 * (frame.y + frame.height)};
  const FaceView view =
      draw_face_view({sample.image_width, sample.image_height}, sample.faces, box, policy, rng);
  draw_photograph(sample, view, frame, result, rng);
  std::vector<detect::Box> faces = sample.faces, ignored = sample.ignored;
  for (detect::Box& face : faces) face = view.face(face);
  for (detect::Box& region : ignored) region = view.region(region);
  add_targets(faces, ignored, box, {result.cols, result.rows}, rule, targets);
}

/// Four photographs around a point near the middle, each with its own faces; the sample's quadrant
/// is drawn, too.
FaceTargets draw_mosaic(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                        const FaceTargetRule& rule, cv::Mat& result, Rng& rng) {
  const int x = static_cast<int>(std::lround(result.cols * rng.uniform(0.35, 0.65)));
  const int y = static_cast<int>(std::lround(result.rows * rng.uniform(0.35, 0.65)));
  const int right = result.cols - x, below = result.rows - y;
  const std::array quadrants = {cv::Rect(0, 0, x, y), cv::Rect(x, 0, right, y),
                                cv::Rect(0, y, x, below), cv::Rect(x, y, right, below)};
  const std::size_t own = rng.index(quadrants.size());
  FaceTargets targets;
  for (std::size_t i = 0; i < quadrants.size(); ++i) {
    const std::size_t shown = i == own ? index : rng.index(data.size(Part::kTrain));
    show_photograph(data.sample(Part::kTrain, shown), quadrants[i], policy, rule, result, targets,
                    rng);
  }
  return targets;
}

}  // namespace

FaceTargets draw_scene(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                       const FaceTargetRule& rule, cv::Mat& result, Rng& rng) {
  if (!moves_faces(policy)) return draw_whole(data.sample(Part::kTrain, index), rule, result);
  if (std::min(result.cols, result.rows) >= kSmallestMosaic && rng.chance(policy.mosaic)) {
    return draw_mosaic(data, index, policy, rule, result, rng);
  }
  FaceTargets targets;
  show_photograph(data.sample(Part::kTrain, index), cv::Rect({}, result.size()), policy, rule,
                  result, targets, rng);
  return targets;
}

}  // namespace efs::data
