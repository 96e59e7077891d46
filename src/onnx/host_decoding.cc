#include "onnx/host_decoding.h"

#include <cmath>
#include <numeric>

#include "core/error.h"
#include "graph/face_maps.h"

namespace efs::onnx {

namespace {

/// The numbers of one level, however they are stored: cell i's number k stands at
/// box[i * cell_step + k * number_step].
struct LevelValues {
  std::vector<double> scores;  // 0 to 1
  std::span<const float> box;
  std::size_t cell_step = 0;
  std::size_t number_step = 0;
};

std::size_t cell_count(const graph::CellGrid& grid) {
  return static_cast<std::size_t>(grid.width) * static_cast<std::size_t>(grid.height);
}

/// score_8 box_8 score_16 ...
std::vector<LevelValues> raw_levels(const std::vector<graph::FaceMaps>& maps,
                                    std::span<const float> values) {
  std::vector<LevelValues> levels;
  for (const graph::FaceMaps& map : maps) {
    const std::size_t cells = cell_count(map.grid);
    LevelValues level{
        .box = values.subspan(cells, 4 * cells), .cell_step = 1, .number_step = cells};
    for (const float logit : values.first(cells)) {
      level.scores.push_back(1.0 / (1.0 + std::exp(-double{logit})));
    }
    levels.push_back(std::move(level));
    values = values.subspan(5 * cells);
  }
  return levels;
}

/// cls_8 cls_16 cls_32 obj_8 ... bbox_8 ... kps_8 ...
std::vector<LevelValues> yunet_levels(const std::vector<graph::FaceMaps>& maps, std::size_t cells,
                                      std::span<const float> values) {
  std::span<const float> cls = values.first(cells), obj = values.subspan(cells, cells),
                         boxes = values.subspan(2 * cells, 4 * cells);
  std::vector<LevelValues> levels;
  for (const graph::FaceMaps& map : maps) {
    const std::size_t count = cell_count(map.grid);
    LevelValues level{.box = boxes.first(4 * count), .cell_step = 4, .number_step = 1};
    for (std::size_t i = 0; i < count; ++i) {
      level.scores.push_back(std::sqrt(double{cls[i]} * double{obj[i]}));
    }
    levels.push_back(std::move(level));
    cls = cls.subspan(count), obj = obj.subspan(count), boxes = boxes.subspan(4 * count);
  }
  return levels;
}

void add_rows(const LevelValues& level, const graph::CellGrid& grid,
              const graph::DecodeFaces& decode, std::vector<float>& rows) {
  const double width = static_cast<double>(grid.stride) / decode.input_width;
  const double height = static_cast<double>(grid.stride) / decode.input_height;
  for (std::size_t i = 0; i < level.scores.size(); ++i) {
    const auto number = [&](std::size_t k) {
      return double{level.box[i * level.cell_step + k * level.number_step]};
    };
    const auto columns = static_cast<std::size_t>(grid.width);
    const std::size_t row = i / columns;
    const double x = (static_cast<double>(i % columns) + number(0)) * width;
    const double y = (static_cast<double>(row) + number(1)) * height;
    const double half_width = std::exp(number(2)) * width / 2.0;
    const double half_height = std::exp(number(3)) * height / 2.0;
    for (const double value :
         {x - half_width, y - half_height, x + half_width, y + half_height, level.scores[i]}) {
      rows.push_back(static_cast<float>(value));
    }
  }
}

/// The values of one image, as a file of batch 1 gives them.
std::vector<float> values_of_image(const std::vector<std::size_t>& counts,
                                   std::span<const float> values, std::size_t image,
                                   std::size_t images) {
  std::vector<float> result;
  for (const std::size_t count : counts) {
    const auto own = values.subspan(image * count, count);
    result.insert(result.end(), own.begin(), own.end());
    values = values.subspan(images * count);
  }
  return result;
}

/// Of one image, the values of each output: those of raw_levels() and yunet_levels().
std::vector<std::size_t> output_counts(FaceOutputs outputs,
                                       const std::vector<graph::FaceMaps>& maps) {
  std::vector<std::size_t> counts;
  if (outputs == FaceOutputs::kRaw) {
    for (const graph::FaceMaps& map : maps) {
      counts.insert(counts.end(), {cell_count(map.grid), 4 * cell_count(map.grid)});
    }
    return counts;
  }
  for (const std::size_t numbers : {1, 1, 4, 10}) {
    for (const graph::FaceMaps& map : maps) counts.push_back(numbers * cell_count(map.grid));
  }
  return counts;
}

void add_image(FaceOutputs outputs, const graph::Graph& graph,
               const std::vector<graph::FaceMaps>& maps, std::span<const float> values,
               std::vector<float>& rows) {
  std::size_t cells = 0;
  for (const graph::FaceMaps& map : maps) cells += cell_count(map.grid);
  const auto levels =
      outputs == FaceOutputs::kRaw ? raw_levels(maps, values) : yunet_levels(maps, cells, values);
  const auto& decode = std::get<graph::DecodeFaces>(graph.output().op);
  for (std::size_t i = 0; i < levels.size(); ++i) add_rows(levels[i], maps[i].grid, decode, rows);
}

}  // namespace

std::vector<float> decode_on_host(FaceOutputs outputs, const graph::Graph& graph,
                                  std::span<const float> values, std::size_t images) {
  if (outputs == FaceOutputs::kDecoded) return {values.begin(), values.end()};
  const std::vector<graph::FaceMaps> maps = graph::face_maps(graph);
  const std::vector<std::size_t> counts = output_counts(outputs, maps);
  const std::size_t expected = images * std::reduce(counts.begin(), counts.end());
  if (values.size() != expected) {
    fail("{} output values were expected of {} image(s), {} came", expected, images, values.size());
  }
  std::vector<float> rows;
  for (std::size_t image = 0; image < images; ++image) {
    add_image(outputs, graph, maps, values_of_image(counts, values, image, images), rows);
  }
  return rows;
}

}  // namespace efs::onnx
