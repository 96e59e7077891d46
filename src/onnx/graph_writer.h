// The few calls of protobuf that building an ONNX graph needs.
#pragma once

#include <onnx/onnx_pb.h>

#include <bit>
#include <cstdint>
#include <set>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "graph/graph.h"
#include "onnx/exporter.h"

namespace efs::onnx {

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>, std::string> value;
};

/// TensorProto.DataType of a type; std::uint16_t holds the bits of a float16.
template <typename Value>
constexpr int tensor_type() {
  using Proto = ::onnx::TensorProto;
  if constexpr (std::is_same_v<Value, float>) return Proto::FLOAT;
  if constexpr (std::is_same_v<Value, std::uint16_t>) return Proto::FLOAT16;
  if constexpr (std::is_same_v<Value, std::int8_t>) return Proto::INT8;
  if constexpr (std::is_same_v<Value, std::uint8_t>) return Proto::UINT8;
  if constexpr (std::is_same_v<Value, std::int32_t>) return Proto::INT32;
  if constexpr (std::is_same_v<Value, std::int64_t>) return Proto::INT64;
}

/// Appends nodes and initializers to a GraphProto. Every tensor name is used once: a second use is
/// an Error, not a silently wrong file.
class GraphWriter {
 public:
  GraphWriter(::onnx::GraphProto& graph, NumberFormat format, Batch batch)
      : graph_(graph), format_(format), batch_(batch) {}

  /// "_1", "_2", ...: for tensors whose names nobody reads.
  std::string short_name() { return "_" + std::to_string(++short_names_); }

  /// Adds a node with one output and returns that. The output names the node, too, unless it is a
  /// short name.
  std::string node(const std::string& op_type, const std::vector<std::string>& inputs,
                   const std::string& output, const std::vector<Attribute>& attributes = {});
  /// Adds a Reshape to [batch, shape...]; `shape_name` names the constant that says so.
  std::string reshape(const std::string& input, const std::string& shape_name,
                      const graph::Shape& shape, const std::string& output);
  /// Adds a constant, row-major, in the type of its values; returns its name.
  template <typename Value>
  std::string constant(const std::string& name, const graph::Shape& shape,
                       const std::vector<Value>& values) {
    claim(name);
    ::onnx::TensorProto& tensor = *graph_.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(tensor_type<Value>());
    for (std::int64_t extent : shape) tensor.add_dims(extent);
    // raw_data is little-endian by ONNX's definition; we copy memory.
    static_assert(std::endian::native == std::endian::little);
    tensor.set_raw_data(values.data(), values.size() * sizeof(Value));
    return name;
  }
  /// The same in the writer's format. Error: a finite value becomes infinite in it.
  std::string floats(const std::string& name, const graph::Shape& shape,
                     const std::vector<float>& values);
  /// A constant without dimensions, in the writer's format.
  std::string scalar(const std::string& name, float value) { return floats(name, {}, {value}); }
  /// An int64 vector: shapes, slice limits.
  std::string integers(const std::string& name, const std::vector<std::int64_t>& values) {
    return constant(name, {static_cast<std::int64_t>(values.size())}, values);
  }

  /// Declares float32 `[batch, shape...]` as the graph's input or output.
  void declare_input(const std::string& name, const graph::Shape& shape);
  void declare_output(const std::string& name, const graph::Shape& shape);

 private:
  void claim(const std::string& name);

  ::onnx::GraphProto& graph_;
  NumberFormat format_;
  Batch batch_;
  std::set<std::string> names_;
  int short_names_ = 0;
};

}  // namespace efs::onnx
