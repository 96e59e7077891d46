// The few calls of protobuf that building an ONNX graph needs.
#pragma once

#include <onnx/onnx_pb.h>

#include <cstdint>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "graph/graph.h"
#include "onnx/exporter.h"

namespace efs::onnx {

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string> value;
};

/// Appends nodes and initializers to a GraphProto. Every tensor name is used once: a second use is
/// an Error, not a silently wrong file.
class GraphWriter {
 public:
  GraphWriter(::onnx::GraphProto& graph, NumberFormat format) : graph_(graph), format_(format) {}

  /// "_1", "_2", ...: for tensors that nobody looks for.
  std::string short_name() { return "_" + std::to_string(++short_names_); }

  /// One node with one output, which is also the node's name unless it is a short one; returns that
  /// name.
  std::string node(const std::string& op_type, const std::vector<std::string>& inputs,
                   const std::string& output, const std::vector<Attribute>& attributes = {});
  /// A constant of the graph in the writer's format, row-major; returns its name. Error: a value
  /// that is finite and becomes infinite.
  std::string floats(const std::string& name, const graph::Shape& shape,
                     const std::vector<float>& values);
  /// The same, float32 whatever the format.
  std::string floats32(const std::string& name, const graph::Shape& shape,
                       const std::vector<float>& values);
  /// A constant without dimensions, in the writer's format.
  std::string scalar(const std::string& name, float value) { return floats(name, {}, {value}); }
  std::string int8s(const std::string& name, const graph::Shape& shape,
                    const std::vector<std::int8_t>& values);
  /// One number, without dimensions.
  std::string uint8(const std::string& name, std::uint8_t value);
  std::string int32s(const std::string& name, const graph::Shape& shape,
                     const std::vector<std::int32_t>& values);
  /// An int64 vector: shapes, slice limits.
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values);

  /// Declares float32 `[1, shape...]` as the graph's input or output.
  void declare_input(const std::string& name, const graph::Shape& shape);
  void declare_output(const std::string& name, const graph::Shape& shape);

 private:
  void claim(const std::string& name);
  template <typename Value>
  std::string constant(const std::string& name, const graph::Shape& shape, int type,
                       const std::vector<Value>& values);

  ::onnx::GraphProto& graph_;
  NumberFormat format_;
  std::set<std::string> names_;
  int short_names_ = 0;
};

}  // namespace efs::onnx
