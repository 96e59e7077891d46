// The few calls of protobuf that building an ONNX graph needs.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "graph/graph.h"

namespace efs::onnx {

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string> value;
};

/// Appends nodes and initializers to a GraphProto. Every tensor name is used once: a second use is
/// an Error, not a silently wrong file.
class GraphWriter {
 public:
  explicit GraphWriter(::onnx::GraphProto& graph) : graph_(graph) {}

  /// One node with one output, which is also the node's name; returns that name.
  std::string node(const std::string& op_type, const std::vector<std::string>& inputs,
                   const std::string& output, const std::vector<Attribute>& attributes = {});
  /// A float32 constant of the graph, row-major; returns its name.
  std::string floats(const std::string& name, const graph::Shape& shape,
                     const std::vector<float>& values);
  /// A float32 constant without dimensions.
  std::string scalar(const std::string& name, float value) { return floats(name, {}, {value}); }
  /// An int64 vector: shapes, slice limits.
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values);

  /// Declares float32 `[1, shape...]` as the graph's input or output.
  void declare_input(const std::string& name, const graph::Shape& shape);
  void declare_output(const std::string& name, const graph::Shape& shape);

 private:
  void claim(const std::string& name);

  ::onnx::GraphProto& graph_;
  std::set<std::string> names_;
};

}  // namespace efs::onnx
