#include "train/tasks/cell_targets.h"

#include <algorithm>

#include "detect/decoding.h"

namespace efs::train {
namespace {

detect::Box in_pixels_of(const ImageSize& input, const detect::RelativeBox& box) {
  return detect::to_pixels(box, input.width, input.height);
}

std::vector<detect::Box> in_pixels_of(const ImageSize& input,
                                      const std::vector<detect::RelativeBox>& boxes) {
  std::vector<detect::Box> pixels;
  for (const detect::RelativeBox& box : boxes) pixels.push_back(in_pixels_of(input, box));
  return pixels;
}

std::vector<CellAnswer> answers_of(std::span<const float> rows, const ImageSize& input) {
  std::vector<CellAnswer> answers;
  answers.reserve(rows.size() / detect::kRowLength);
  for (std::size_t i = 0; i < rows.size(); i += detect::kRowLength) {
    const detect::RelativeBox box{rows[i], rows[i + 1], rows[i + 2], rows[i + 3]};
    answers.push_back({in_pixels_of(input, box), rows[i + 4]});
  }
  return answers;
}

bool is_in_any(const Cell& cell, const std::vector<detect::Box>& regions) {
  return std::ranges::any_of(regions, [&](const detect::Box& box) { return is_in(cell, box); });
}

}  // namespace

std::vector<Cell> cells_of(const graph::Graph& graph) {
  std::vector<Cell> cells;
  for (const graph::CellGrid& level : std::get<graph::DecodeFaces>(graph.output().op).levels) {
    for (int row = 0; row < level.height; ++row) {
      for (int column = 0; column < level.width; ++column) {
        cells.push_back({.x = (column + 0.5) * level.stride,
                         .y = (row + 0.5) * level.stride,
                         .stride = static_cast<double>(level.stride)});
      }
    }
  }
  return cells;
}

CellTargets cell_targets(std::span<const float> rows, std::span<const Cell> cells,
                         const ImageSize& input, const Assigner& assigner,
                         const std::vector<Target>& targets) {
  CellTargets learnt;
  const std::size_t row_count = cells.size() * detect::kRowLength;
  for (std::size_t image = 0; image < targets.size(); ++image) {
    const Target& target = targets[image];
    const auto faces = in_pixels_of(input, target.faces);
    const auto ignored = in_pixels_of(input, target.ignored);
    const Assignment assignment = assigner.assign(
        cells, answers_of(rows.subspan(image * row_count, row_count), input), faces);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const int face = assignment.face[i];
      learnt.quality.push_back(static_cast<float>(assignment.quality[i]));
      learnt.weights.push_back(face == kNoFace && is_in_any(cells[i], ignored) ? 0.0F : 1.0F);
      if (face == kNoFace) continue;
      learnt.positives.push_back(static_cast<std::int64_t>(image * cells.size() + i));
      const detect::RelativeBox& box = target.faces[static_cast<std::size_t>(face)];
      for (const double side : {box.xmin, box.ymin, box.xmax, box.ymax}) {
        learnt.boxes.push_back(static_cast<float>(side));
      }
    }
  }
  return learnt;
}

}  // namespace efs::train
