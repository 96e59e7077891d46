// How the detections of an image lie on its faces and ignored regions: computed once, for all
// thresholds, ranges of sizes and measures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detect/detected_image.h"

namespace efs::detect {

struct Overlap {
  /// Its place among the faces, or, from face_count() on, among the ignored regions behind them.
  std::uint32_t object = 0;
  /// Above 0. On a face: IoU. On an ignored region: the share of the detection's area that lies in
  /// it, as on COCO's crowds, whatever the extent of the region.
  double value = 0.0;
};

/// Detections are ordered by falling score; equal scores stay in the order they were given in.
struct ImageOverlaps {
  /// Where each detection stands in DetectedImage::detections.
  std::vector<std::size_t> places;
  std::vector<double> scores;
  std::vector<double> detection_areas_px2;
  std::vector<double> face_areas_px2;
  std::vector<Overlap> overlaps;         // those of the first detection, of the second, ...
  std::vector<std::size_t> overlap_end;  // [detections]: where those of each detection end

  std::size_t detection_count() const { return scores.size(); }
  std::size_t face_count() const { return face_areas_px2.size(); }
  /// By rising `object`.
  std::span<const Overlap> of(std::size_t detection) const;
  /// How many detections have at least this score.
  std::size_t accepted_count(double score_threshold) const;
};

/// Only the `largest_count` detections with the highest scores count: 100 is COCO's limit.
ImageOverlaps image_overlaps(const DetectedImage& image, std::size_t largest_count = 100);
std::vector<ImageOverlaps> image_overlaps(std::span<const DetectedImage> images,
                                          std::size_t largest_count = 100);

}  // namespace efs::detect
