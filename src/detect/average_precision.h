// Average precision and recall as COCO computes them (pycocotools' cocoeval.accumulate), pooled over
// the images, and how far they would vary on other images.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "core/rng.h"
#include "core/stats.h"
#include "detect/pooled_detections.h"

namespace efs::detect {

/// At each of kIouThresholds.
using AveragePrecisions = std::array<double, kIouThresholds.size()>;

/// The mean of the highest precision at or beyond each of the 101 recalls 0, 0.01, ..., 1. Nothing
/// if there is no face, because recall is then undefined and any number would mislead.
///
/// `image_counts`: how often each image counts, as in a resample of the bootstrap; empty: once. One
/// pass over the detections, without sorting. The result is that of a list with copies of images,
/// but for detections of equal score.
std::optional<AveragePrecisions> average_precisions(
    const PooledDetections& pooled, std::span<const std::uint32_t> image_counts = {});

/// COCO's AP: the mean of average_precisions() over the thresholds .5, .55, ..., .95.
std::optional<double> mean_average_precision(const PooledDetections& pooled);
/// COCO's AR: the share of faces found by all the detections, mean over the same thresholds.
std::optional<double> average_recall(const PooledDetections& pooled);

/// COCO's table for one class. Its limit of 100 detections an image is image_overlaps()' default.
/// Nothing where there is no face (of that size).
struct CocoSummary {
  std::optional<double> ap;  // .5:.95
  std::optional<double> ap50;
  std::optional<double> ap75;
  std::optional<double> ap_small;  // .5:.95, faces below 32 x 32 pixels
  std::optional<double> ap_medium;
  std::optional<double> ap_large;       // from 96 x 96 pixels
  std::optional<double> recall_at_100;  // average_recall()
};
CocoSummary coco_summary(std::span<const ImageOverlaps> images);

struct AveragePrecisionIntervals {
  Interval ap;  // .5:.95
  Interval ap50;
  Interval ap75;
};

/// 95 % confidence intervals by the percentile bootstrap over the images (Efron and Tibshirani 1993,
/// chapter 13): images are drawn with replacement, not faces, because the faces of one image are not
/// independent. A resample without a face is left out. Nothing if there is no face.
std::optional<AveragePrecisionIntervals> bootstrap_interval_95(const PooledDetections& pooled,
                                                               Rng& rng, int resamples = 1000);

}  // namespace efs::detect
