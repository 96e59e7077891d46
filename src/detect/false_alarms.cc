#include "detect/false_alarms.h"

#include <algorithm>

#include "detect/assignment.h"

namespace efs::detect {
namespace {

constexpr double kRightAbove = 0.5;   // excluded, as in FDDB's program
constexpr double kIgnoredFrom = 0.5;  // share of the detection

/// Counts of one image or of all at some score.
struct Counts {
  double right = 0.0;
  double total_overlap = 0.0;
  double false_alarms = 0.0;
};

/// What one more detection changes; by moving others, it may also take away.
struct ScoreStep {
  double score = 0.0;
  Counts change;
};

std::vector<double> face_weights(const ImageOverlaps& image, std::size_t detection) {
  std::vector<double> weights(image.face_count(), 0.0);
  for (const Overlap& overlap : image.of(detection)) {
    if (overlap.object < image.face_count()) weights[overlap.object] = overlap.value;
  }
  return weights;
}

bool lies_in_ignored_region(const ImageOverlaps& image, std::size_t detection) {
  const auto overlaps = image.of(detection);
  return std::any_of(overlaps.begin(), overlaps.end(), [&](const Overlap& overlap) {
    return overlap.object >= image.face_count() && overlap.value >= kIgnoredFrom;
  });
}

/// The detections of one image, added one by one.
class GrowingImage {
 public:
  explicit GrowingImage(const ImageOverlaps& image)
      : image_(image), assignment_(image.face_count()) {}

  void add(std::size_t detection) {
    std::vector<double> weights = face_weights(image_, detection);
    const bool is_excused = lies_in_ignored_region(image_, detection);
    if (!is_excused) ++not_excused_;
    // Most detections lie on no face: they need no assignment.
    if (std::all_of(weights.begin(), weights.end(), [](double w) { return w == 0.0; })) return;
    row_is_excused_.push_back(is_excused);
    assignment_.add_row(std::move(weights));
  }

  Counts counts() const {
    Counts counts{.false_alarms = not_excused_};
    for (std::size_t face = 0; face < assignment_.columns(); ++face) {
      const auto row = assignment_.row_of(face);
      if (!row) continue;
      const double iou = assignment_.weight(*row, face);
      counts.total_overlap += iou;
      if (iou <= kRightAbove) continue;
      ++counts.right;
      if (!row_is_excused_[*row]) --counts.false_alarms;
    }
    return counts;
  }

 private:
  const ImageOverlaps& image_;
  Assignment assignment_;
  std::vector<bool> row_is_excused_;  // [rows of the assignment]
  double not_excused_ = 0.0;          // of all detections so far
};

void add_steps(const ImageOverlaps& image, std::vector<ScoreStep>& steps) {
  GrowingImage growing(image);
  Counts before;
  for (std::size_t i = 0; i < image.detection_count(); ++i) {
    growing.add(i);
    const Counts now = growing.counts();
    steps.push_back({.score = image.scores[i],
                     .change = {.right = now.right - before.right,
                                .total_overlap = now.total_overlap - before.total_overlap,
                                .false_alarms = now.false_alarms - before.false_alarms}});
    before = now;
  }
}

FalseAlarmPoint point_at(double score, const Counts& counts) {
  return {.score = score,
          .false_alarms = static_cast<std::size_t>(counts.false_alarms),
          .right = static_cast<std::size_t>(counts.right),
          .total_overlap = counts.total_overlap};
}

/// Only false alarms were added: the recall is the same at more of them.
bool adds_nothing(const FalseAlarmPoint& before, const FalseAlarmPoint& point) {
  return before.right == point.right && before.total_overlap == point.total_overlap;
}

template <typename Found>
std::optional<double> best_recall(const FalseAlarmCurve& curve, std::size_t false_alarms,
                                  Found found) {
  if (curve.faces == 0) return std::nullopt;
  double best = 0.0;
  for (const FalseAlarmPoint& point : curve.points) {
    if (point.false_alarms <= false_alarms) best = std::max<double>(best, found(point));
  }
  return best / static_cast<double>(curve.faces);
}

}  // namespace

FalseAlarmCurve false_alarm_curve(std::span<const ImageOverlaps> images) {
  FalseAlarmCurve curve{.images = images.size()};
  std::vector<ScoreStep> steps;
  for (const ImageOverlaps& image : images) {
    curve.faces += image.face_count();
    add_steps(image, steps);
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const ScoreStep& a, const ScoreStep& b) { return a.score > b.score; });
  Counts all;
  FalseAlarmPoint kept;  // the last one, or none found yet
  for (std::size_t i = 0; i < steps.size(); ++i) {
    all.right += steps[i].change.right;
    all.total_overlap += steps[i].change.total_overlap;
    all.false_alarms += steps[i].change.false_alarms;
    const bool is_last = i + 1 == steps.size();
    if (!is_last && steps[i + 1].score == steps[i].score) continue;
    const FalseAlarmPoint point = point_at(steps[i].score, all);
    if (!is_last && adds_nothing(kept, point)) continue;
    curve.points.push_back(point);
    kept = point;
  }
  return curve;
}

std::optional<double> discrete_recall(const FalseAlarmCurve& curve, std::size_t false_alarms) {
  return best_recall(curve, false_alarms,
                     [](const FalseAlarmPoint& point) { return static_cast<double>(point.right); });
}

std::optional<double> continuous_recall(const FalseAlarmCurve& curve, std::size_t false_alarms) {
  return best_recall(curve, false_alarms,
                     [](const FalseAlarmPoint& point) { return point.total_overlap; });
}

}  // namespace efs::detect
