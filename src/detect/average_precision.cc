#include "detect/average_precision.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace efs::detect {
namespace {

/// Where the precision of one threshold can be highest: behind each right detection.
struct CurveStep {
  double right = 0.0;  // so far, as all counts a double: they are divided
  double precision = 0.0;
};

/// The curve of one threshold while the pass goes on.
struct GrowingCurve {
  double right = 0.0;
  double wrong = 0.0;  // without those that are wrong at all thresholds
  std::vector<CurveStep> steps;
};

using GrowingCurves = std::array<GrowingCurve, kIouThresholds.size()>;

double total_faces(const PooledDetections& pooled, std::span<const std::uint32_t> image_counts) {
  if (image_counts.empty()) return static_cast<double>(pooled.face_count());
  return static_cast<double>(std::inner_product(image_counts.begin(), image_counts.end(),
                                                pooled.face_counts.begin(), std::uint64_t{0}));
}

void add_detection(const PooledDetection& detection, double count, double wrong_at_all,
                   GrowingCurves& curves) {
  for (std::size_t iou = 0; iou < curves.size(); ++iou) {
    GrowingCurve& curve = curves[iou];
    switch (detection.verdict(iou)) {
      case Verdict::kIgnored:
        break;
      case Verdict::kWrong:
        curve.wrong += count;
        break;
      case Verdict::kRight:
        curve.right += count;
        curve.steps.push_back(
            {curve.right, curve.right / (curve.right + curve.wrong + wrong_at_all)});
    }
  }
}

/// Nearly all detections are wrong at all thresholds, and are counted once for all of them.
void fill(const PooledDetections& pooled, std::span<const std::uint32_t> image_counts,
          GrowingCurves& curves) {
  double wrong_at_all = 0.0;
  for (const PooledDetection& detection : pooled.detections) {
    const double count = image_counts.empty() ? 1.0 : image_counts[detection.image];
    if ((detection.right | detection.ignored) == 0) {
      wrong_at_all += count;
    } else if (count > 0.0) {
      add_detection(detection, count, wrong_at_all, curves);
    }
  }
}

/// The steps of one threshold; their precisions become the envelope: the highest from there on.
double interpolated(std::vector<CurveStep>& steps, double faces) {
  for (std::size_t i = steps.size(); i > 1; --i) {
    steps[i - 2].precision = std::max(steps[i - 2].precision, steps[i - 1].precision);
  }
  double sum = 0.0;
  auto step = steps.begin();
  for (int percent = 0; percent <= 100; ++percent) {
    const double recall = 0.01 * percent;  // rounded as numpy.linspace(0, 1, 101)
    while (step != steps.end() && step->right / faces < recall) ++step;
    if (step == steps.end()) break;
    sum += step->precision;
  }
  return sum / 101.0;
}

double mean_of(const AveragePrecisions& values) { return mean(values); }

Interval middle_95(Span<const double> values) {
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace

std::optional<AveragePrecisions> average_precisions(const PooledDetections& pooled,
                                                    std::span<const std::uint32_t> image_counts) {
  const double faces = total_faces(pooled, image_counts);
  if (faces == 0.0) return std::nullopt;
  GrowingCurves curves;
  fill(pooled, image_counts, curves);
  AveragePrecisions result{};
  for (std::size_t iou = 0; iou < curves.size(); ++iou) {
    result[iou] = interpolated(curves[iou].steps, faces);
  }
  return result;
}

std::optional<double> mean_average_precision(const PooledDetections& pooled) {
  const auto values = average_precisions(pooled);
  return values ? std::optional(mean_of(*values)) : std::nullopt;
}

std::optional<double> average_recall(const PooledDetections& pooled) {
  const auto faces = static_cast<double>(pooled.face_count());
  if (faces == 0.0) return std::nullopt;
  AveragePrecisions recalls{};
  for (std::size_t iou = 0; iou < recalls.size(); ++iou) {
    const auto right =
        std::count_if(pooled.detections.begin(), pooled.detections.end(),
                      [&](const PooledDetection& d) { return d.verdict(iou) == Verdict::kRight; });
    recalls[iou] = static_cast<double>(right) / faces;
  }
  return mean_of(recalls);
}

CocoSummary coco_summary(std::span<const ImageOverlaps> images) {
  const PooledDetections all = pool(images);
  CocoSummary summary;
  if (const auto values = average_precisions(all)) {
    summary.ap = mean_of(*values);
    summary.ap50 = (*values)[kIou50];
    summary.ap75 = (*values)[kIou75];
  }
  summary.ap_small = mean_average_precision(pool(images, kSmallAreas));
  summary.ap_medium = mean_average_precision(pool(images, kMediumAreas));
  summary.ap_large = mean_average_precision(pool(images, kLargeAreas));
  summary.recall_at_100 = average_recall(all);
  return summary;
}

std::optional<AveragePrecisionIntervals> bootstrap_interval_95(const PooledDetections& pooled,
                                                               Rng& rng, int resamples) {
  if (pooled.face_count() == 0) return std::nullopt;
  std::vector<double> ap;
  std::vector<double> ap50;
  std::vector<double> ap75;
  std::vector<std::uint32_t> image_counts;
  for (int i = 0; i < resamples; ++i) {
    image_counts.assign(pooled.image_count(), 0);
    for (std::size_t n = 0; n < pooled.image_count(); ++n)
      ++image_counts[rng.index(pooled.image_count())];
    const auto values = average_precisions(pooled, image_counts);
    if (!values) continue;
    ap.push_back(mean_of(*values));
    ap50.push_back((*values)[kIou50]);
    ap75.push_back((*values)[kIou75]);
  }
  if (ap.empty()) return std::nullopt;
  return AveragePrecisionIntervals{middle_95(ap), middle_95(ap50), middle_95(ap75)};
}

}  // namespace efs::detect
