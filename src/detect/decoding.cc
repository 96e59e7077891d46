#include "detect/decoding.h"

#include <fmt/ranges.h>

#include <cmath>

#include "core/error.h"

namespace efs::detect {
namespace {

using Row = std::span<const float, kRowLength>;

/// How far rounding may move the scores of a quantised network; logits lie further out.
constexpr double kScoreRounding = 0.01;

void check_option(const char* name, double value, const NumberRange& range) {
  if (!range.contains(value)) fail_usage("{} is {}; it must be {}", name, value, range.words());
}

void check_row(Row row, std::size_t index) {
  for (const float value : row) {
    if (!std::isfinite(value)) {
      fail("row {} of the network's output is {}, not finite; train or export the network again",
           index, row);
    }
  }
  const double score = row[4];
  if (score < -kScoreRounding || score > 1.0 + kScoreRounding) {
    fail(
        "row {} of the network's output has the score {}, which must be from 0 to 1; export the "
        "network with the sigmoid of its scores",
        index, score);
  }
}

Box box_of(Row row, const Placement& placement) {
  const Box box =
      to_image({.xmin = row[0], .ymin = row[1], .xmax = row[2], .ymax = row[3]}, placement);
  return clipped(box, placement.image.width, placement.image.height);
}

}  // namespace

std::vector<Detection> decode(std::span<const float> rows, const Placement& placement,
                              const DecodeOptions& options) {
  check_option("score_threshold", options.score_threshold, kScoreThreshold);
  check_option("nms_iou", options.nms_iou, kNmsIou);
  if (rows.size() % kRowLength != 0) {
    fail(
        "the network's output has {} values, which do not make rows of {} (xmin ymin xmax ymax "
        "score); use a network of the task 'faces'",
        rows.size(), kRowLength);
  }
  std::vector<Detection> candidates;
  for (std::size_t i = 0; i < rows.size() / kRowLength; ++i) {
    const Row row = rows.subspan(i * kRowLength).first<kRowLength>();
    check_row(row, i);
    if (row[4] < options.score_threshold) continue;
    const Detection candidate{.box = box_of(row, placement), .score = row[4]};
    if (candidate.box.width() > 0.0 && candidate.box.height() > 0.0)
      candidates.push_back(candidate);
  }
  return nms(candidates, {.iou = options.nms_iou, .largest_count = options.largest_count});
}

}  // namespace efs::detect
