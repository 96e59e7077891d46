#include "data/augment/face_scene.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "data/augment/face_view.h"
#include "data/augment/mosaic.h"
#include "data/augment/pixels.h"
#include "data/augment/stored_image.h"
#include "data/preprocess.h"

namespace efs::data {
namespace {

const cv::Scalar kPadding(kPaddingColour[0], kPaddingColour[1], kPaddingColour[2]);

/// Blurs a photograph and returns which of its faces can still be asked for.
FaceTargetRule blur_photograph(cv::Mat part, const AugmentPolicy& policy,
                               const FaceTargetRule& rule, Rng& rng) {
  // A face of four deviations has its eyes, nose and mouth within one blot.
  constexpr double kFewestDeviations = 4.0;
  FaceTargetRule blurred = rule;
  blurred.smallest_px = std::max(rule.smallest_px, kFewestDeviations * blur(part, policy, rng));
  return blurred;
}

/// The whole photograph as in validation.
FaceTargets draw_whole(const PackedSample& sample, detect::Fit fit, const AugmentPolicy& policy,
                       const FaceTargetRule& rule, cv::Mat& result, Rng& rng) {
  PackedSample placed = sample;
  placed.width = result.cols;
  placed.height = result.rows;
  placed.fit = fit;
  const ImageSize drawn = placed.placement().drawn;
  const cv::Rect part(0, 0, drawn.width, drawn.height);
  if (part.size() != result.size()) result.setTo(kPadding);
  cv::Mat shown = result(part);
  cv::resize(stored_image(sample), shown, part.size(), 0.0, 0.0, cv::INTER_LINEAR);
  return targets_of(placed, blur_photograph(result, policy, rule, rng));
}

/// The stored image, halved until no pixel of the result stands for more than two of it a side: a
/// bilinear reduction by more skips pixels, and the small faces of photographs are not made so.
cv::Mat reduced_image(const PackedSample& sample, const FaceView& view) {
  constexpr double kMostSkipped = 2.0;
  cv::Mat image = stored_image(sample);
  const Affine& map = view.to_image;
  const double step = std::sqrt(std::abs(map.xx * map.yy - map.xy * map.yx));
  while (step * image.cols > kMostSkipped * sample.image_width &&
         std::min(image.cols, image.rows) >= 2) {
    cv::Mat half;
    cv::resize(image, half, cv::Size(image.cols / 2, image.rows / 2), 0.0, 0.0, cv::INTER_AREA);
    image = half;
  }
  return image;
}

/// Fills the frame with the view, bilinearly; what lies outside the photograph is plain, so that no
/// face is shown twice.
void draw_photograph(const PackedSample& sample, const FaceView& view, const cv::Rect& frame,
                     cv::Mat& result, Rng& rng) {
  const cv::Mat stored = reduced_image(sample, view);
  const double to_x = static_cast<double>(stored.cols) / sample.image_width;
  const double to_y = static_cast<double>(stored.rows) / sample.image_height;
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

/// Of the view that validation has of the photograph.
double pixel_aspect_of(const PackedSample& sample, detect::Fit fit, const cv::Mat& result) {
  if (fit == detect::Fit::kLetterbox) return 1.0;
  return static_cast<double>(sample.image_width) / result.cols /
         (static_cast<double>(sample.image_height) / result.rows);
}

/// Shows a sample in a part of the result and adds its targets.
void show_photograph(const PackedSample& sample, detect::Fit fit, const cv::Rect& frame,
                     const AugmentPolicy& policy, const FaceTargetRule& rule, cv::Mat& result,
                     FaceTargets& targets, Rng& rng) {
  const detect::Box box{1.0 * frame.x, 1.0 * frame.y, 1.0 * (frame.x + frame.width),
                        1.0 * (frame.y + frame.height)};
  const FaceView view =
      draw_face_view({sample.image_width, sample.image_height},
                     pixel_aspect_of(sample, fit, result), sample.faces, box, policy, rng);
  draw_photograph(sample, view, frame, result, rng);
  const FaceTargetRule visible = blur_photograph(result(frame), policy, rule, rng);
  std::vector<detect::Box> faces = sample.faces, ignored = sample.ignored;
  for (detect::Box& face : faces) face = view.face(face);
  for (detect::Box& region : ignored) region = view.region(region);
  add_targets(faces, ignored, box, {result.cols, result.rows}, visible, targets);
}

/// Where `count` parts of a length begin and end; their sizes differ by chance.
std::vector<int> draw_edges(int length, int count, Rng& rng) {
  constexpr double kLargestMove = 0.3;  // of an even part
  std::vector<int> edges{0};
  for (int i = 1; i < count; ++i) {
    const double edge = (i + rng.uniform(-kLargestMove, kLargestMove)) / count;
    edges.push_back(static_cast<int>(std::lround(length * edge)));
  }
  edges.push_back(length);
  return edges;
}

/// `rows` x `rows` photographs, each with its own faces; the sample's place is drawn, too.
FaceTargets draw_mosaic(const PackedDataset& data, std::size_t index, int rows,
                        const AugmentPolicy& policy, const FaceTargetRule& rule, cv::Mat& result,
                        Rng& rng) {
  const std::vector<int> x = draw_edges(result.cols, rows, rng);
  const std::vector<int> y = draw_edges(result.rows, rows, rng);
  const auto count = static_cast<std::size_t>(rows);
  const std::size_t own = rng.index(count * count);
  FaceTargets targets;
  for (std::size_t i = 0; i < count * count; ++i) {
    const std::size_t row = i / count, column = i % count;
    const cv::Rect frame(x[column], y[row], x[column + 1] - x[column], y[row + 1] - y[row]);
    const std::size_t shown = i == own ? index : rng.index(data.size(Part::kTrain));
    show_photograph(data.sample(Part::kTrain, shown), data.fit(), frame, policy, rule, result,
                    targets, rng);
  }
  return targets;
}

/// Of the mosaic, 1: there is none.
int draw_mosaic_rows(const AugmentPolicy& policy, const ImageSize& size, Rng& rng) {
  const int most =
      std::min(policy.mosaic_rows, std::min(size.width, size.height) * 2 / kSmallestMosaic);
  if (most < 2 || !rng.chance(policy.mosaic)) return 1;
  return static_cast<int>(rng.integer(2, most));
}

}  // namespace

FaceTargets draw_scene(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                       const FaceTargetRule& rule, cv::Mat& result, Rng& rng) {
  if (!moves_faces(policy))
    return draw_whole(data.sample(Part::kTrain, index), data.fit(), policy, rule, result, rng);
  const int rows = draw_mosaic_rows(policy, {result.cols, result.rows}, rng);
  if (rows > 1) return draw_mosaic(data, index, rows, policy, rule, result, rng);
  FaceTargets targets;
  show_photograph(data.sample(Part::kTrain, index), data.fit(), cv::Rect({}, result.size()), policy,
                  rule, result, targets, rng);
  return targets;
}

}  // namespace efs::data
