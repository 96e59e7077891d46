// The faces of a dense detector: its maps become one tensor first, so that decoding is a fixed number
// of small operators, however many maps there are.
#include "graph/face_cells.h"
#include "onnx/nodes.h"

namespace efs::onnx {

void write_cell_rows(GraphWriter& writer, const std::string& map, std::int64_t channels,
                     const std::string& output) {
  const std::string last = writer.node("Transpose", {map}, output + "/channels_last",
                                       {{"perm", std::vector<std::int64_t>{0, 2, 3, 1}}});
  writer.reshape(last, output + "/shape", {-1, channels}, output);
}

void write_node(const NodeToWrite& to, const graph::ConcatCells&) {
  GraphWriter& writer = to.writer;
  const bool single = to.inputs.size() == 1;
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < to.inputs.size(); ++i) {
    const graph::Shape& map = to.graph.node(to.node.inputs[i]).shape;
    const std::string number = "_" + std::to_string(i + 1);
    rows.push_back(writer.reshape(to.inputs[i], to.step("shape" + number),
                                  {map[0], map[1] * map[2]},
                                  single ? to.output : to.step("cells" + number)));
  }
  if (!single) writer.node("Concat", rows, to.output, {{"axis", std::int64_t{2}}});
}

namespace {

/// Two of the four numbers of each cell's box: [1,4,N] -> [1,2,N].
std::string pair_of_box(const NodeToWrite& to, const std::string& name, std::int64_t begin) {
  GraphWriter& writer = to.writer;
  return writer.node("Slice",
                     {to.inputs[1], writer.integers(to.step(name + "_begin"), {begin}),
                      writer.integers(to.step(name + "_end"), {begin + 2}),
                      writer.integers(to.step(name + "_axis"), {1})},
                     to.step(name));
}

}  // namespace

void write_node(const NodeToWrite& to, const graph::DecodeFaces& op) {
  GraphWriter& writer = to.writer;
  graph::FaceCells cells = graph::face_cells(op);
  const graph::Shape pairs{1, 2, to.node.shape[0]};
  const std::string size = writer.floats(to.step("cell_size"), pairs, cells.size);
  const std::string corner = writer.floats(to.step("cell_corner"), pairs, cells.corner);
  for (float& value : cells.size) value *= 0.5F;
  const std::string half_size = writer.floats(to.step("half_cell_size"), pairs, cells.size);

  const std::string shift =
      writer.node("Mul", {pair_of_box(to, "offset", 0), size}, to.step("shift"));
  const std::string centre = writer.node("Add", {shift, corner}, to.step("centre"));
  const std::string growth =
      writer.node("Exp", {pair_of_box(to, "log_size", 2)}, to.step("growth"));
  const std::string half = writer.node("Mul", {growth, half_size}, to.step("half"));
  const std::string low = writer.node("Sub", {centre, half}, to.step("low"));
  const std::string high = writer.node("Add", {centre, half}, to.step("high"));
  const std::string score = writer.node("Sigmoid", {to.inputs[0]}, to.step("score"));
  const std::string columns =
      writer.node("Concat", {low, high, score}, to.step("columns"), {{"axis", std::int64_t{1}}});
  writer.node("Transpose", {columns}, to.output, {{"perm", std::vector<std::int64_t>{0, 2, 1}}});
}

}  // namespace efs::onnx
