#include "data/augment/colour.h"

#include <opencv2/core.hpp>

namespace efs::data {
namespace {

// ITU-R BT.601 luma of R, G, B.
constexpr double kLuma[] = {0.299, 0.587, 0.114};

double factor(double spread, Rng& rng) { return 1.0 + rng.uniform(-spread, spread); }

bool changes_colours(const AugmentPolicy& policy) {
  return policy.colour_cast > 0.0 || policy.saturation > 0.0 || policy.grey > 0.0 ||
         policy.contrast > 0.0 || policy.brightness > 0.0;
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

}  // namespace efs::data
