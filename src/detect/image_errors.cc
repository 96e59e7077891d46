#include "detect/image_errors.h"

#include <algorithm>

#include "detect/matching.h"

namespace efs::detect {
namespace {

double overlap_of(const ImageOverlaps& image, std::size_t detection, std::size_t face) {
  const auto overlaps = image.of(detection);
  const auto found = std::find_if(overlaps.begin(), overlaps.end(),
                                  [&](const Overlap& overlap) { return overlap.object == face; });
  return found == overlaps.end() ? 0.0 : found->value;
}

}  // namespace

ImageErrors image_errors(const ImageOverlaps& image, double score_threshold, double iou) {
  const Matching matching = match(image, iou);
  const std::size_t accepted = image.accepted_count(score_threshold);
  ImageErrors errors;
  for (std::size_t face = 0; face < image.face_count(); ++face) {
    const auto by = matching.taken_by[face];
    if (by && *by < accepted) {
      errors.found.push_back(
          {.face = face, .detection = image.places[*by], .iou = overlap_of(image, *by, face)});
    } else {
      errors.missed.push_back(face);
    }
  }
  for (std::size_t i = 0; i < accepted; ++i) {
    if (matching.verdicts[i] == Verdict::kWrong) errors.false_alarms.push_back(image.places[i]);
  }
  return errors;
}

}  // namespace efs::detect
