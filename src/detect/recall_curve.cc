#include "detect/recall_curve.h"

#include <algorithm>

namespace efs::detect {
namespace {

/// Thresholds by rising false alarms; of equal ones, the one that finds most comes first.
std::vector<FalseAlarmPoint> by_false_alarms(const FalseAlarmCurve& curve) {
  std::vector<FalseAlarmPoint> points = curve.points;
  std::ranges::stable_sort(points, [](const FalseAlarmPoint& a, const FalseAlarmPoint& b) {
    return a.false_alarms != b.false_alarms ? a.false_alarms < b.false_alarms : a.right > b.right;
  });
  return points;
}

void thin(std::vector<RecallPoint>& points, std::size_t most) {
  if (points.size() <= most) return;
  std::vector<RecallPoint> kept;
  for (std::size_t i = 0; i < most; ++i) {
    kept.push_back(points[i * (points.size() - 1) / (most - 1)]);
  }
  points = std::move(kept);
}

}  // namespace

std::vector<RecallPoint> recall_curve(const FalseAlarmCurve& curve, std::size_t most) {
  std::vector<RecallPoint> points;
  if (curve.faces == 0 || curve.points.empty()) return points;
  const std::vector<FalseAlarmPoint> thresholds = by_false_alarms(curve);
  const auto faces = static_cast<double>(curve.faces);
  for (const FalseAlarmPoint& point : thresholds) {
    const double recall = static_cast<double>(point.right) / faces;
    if (!points.empty() && recall <= points.back().recall) continue;
    points.push_back({point.false_alarms, recall, point.score});
  }
  const FalseAlarmPoint& last = thresholds.back();
  if (last.false_alarms > points.back().false_alarms) {
    points.push_back({last.false_alarms, points.back().recall, last.score});
  }
  thin(points, most);
  return points;
}

}  // namespace efs::detect
