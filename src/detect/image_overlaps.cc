#include "detect/image_overlaps.h"

#include <algorithm>
#include <numeric>

namespace efs::detect {
namespace {

std::vector<std::size_t> by_falling_score(const std::vector<Detection>& detections) {
  std::vector<std::size_t> places(detections.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  std::stable_sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
    return detections[a].score > detections[b].score;
  });
  return places;
}

void add_overlaps(const Box& detection, const Truth& truth, std::vector<Overlap>& overlaps) {
  std::uint32_t object = 0;
  for (const Box& face : truth.faces) {
    const double value = iou(detection, face);
    if (value > 0.0) overlaps.push_back({object, value});
    ++object;
  }
  for (const Box& region : truth.ignored) {
    const double common = intersection(detection, region);
    if (common > 0.0) overlaps.push_back({object, common / detection.area()});
    ++object;
  }
}

}  // namespace

std::span<const Overlap> ImageOverlaps::of(std::size_t detection) const {
  const std::size_t begin = detection == 0 ? 0 : overlap_end[detection - 1];
  return std::span(overlaps).subspan(begin, overlap_end[detection] - begin);
}

std::size_t ImageOverlaps::accepted_count(double score_threshold) const {
  const auto refused = std::partition_point(scores.begin(), scores.end(),
                                            [&](double score) { return score >= score_threshold; });
  return static_cast<std::size_t>(refused - scores.begin());
}

ImageOverlaps image_overlaps(const DetectedImage& image, std::size_t largest_count) {
  ImageOverlaps result;
  result.places = by_falling_score(image.detections);
  if (result.places.size() > largest_count) result.places.resize(largest_count);
  for (const std::size_t place : result.places) {
    const Detection& detection = image.detections[place];
    result.scores.push_back(detection.score);
    result.detection_areas_px2.push_back(detection.box.area());
    add_overlaps(detection.box, image.truth, result.overlaps);
    result.overlap_end.push_back(result.overlaps.size());
  }
  for (const Box& face : image.truth.faces) result.face_areas_px2.push_back(face.area());
  return result;
}

std::vector<ImageOverlaps> image_overlaps(std::span<const DetectedImage> images,
                                          std::size_t largest_count) {
  std::vector<ImageOverlaps> result;
  result.reserve(images.size());
  for (const DetectedImage& image : images) result.push_back(image_overlaps(image, largest_count));
  return result;
}

}  // namespace efs::detect
