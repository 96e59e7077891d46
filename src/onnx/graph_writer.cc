#include "onnx/graph_writer.h"

#include <cmath>

#include "core/error.h"
#include "graph/half.h"

namespace efs::onnx {

namespace {

constexpr const char* kBatchName = "batch";  // of a dynamic one's dimension

void describe(::onnx::ValueInfoProto& info, const std::string& name, const Batch& batch,
              const graph::Shape& shape) {
  info.set_name(name);
  auto* type = info.mutable_type()->mutable_tensor_type();
  type->set_elem_type(::onnx::TensorProto::FLOAT);
  auto& images = *type->mutable_shape()->add_dim();
  if (batch.size) {
    images.set_dim_value(*batch.size);
  } else {
    images.set_dim_param(kBatchName);
  }
  for (std::int64_t extent : shape) type->mutable_shape()->add_dim()->set_dim_value(extent);
}

void set_attribute(::onnx::AttributeProto& proto, const Attribute& attribute) {
  proto.set_name(attribute.name);
  std::visit(graph::Overloaded{[&](std::int64_t value) {
                                 proto.set_type(::onnx::AttributeProto::INT);
                                 proto.set_i(value);
                               },
                               [&](float value) {
                                 proto.set_type(::onnx::AttributeProto::FLOAT);
                                 proto.set_f(value);
                               },
                               [&](const std::vector<std::int64_t>& values) {
                                 proto.set_type(::onnx::AttributeProto::INTS);
                                 for (std::int64_t value : values) proto.add_ints(value);
                               },
                               [&](const std::string& value) {
                                 proto.set_type(::onnx::AttributeProto::STRING);
                                 proto.set_s(value);
                               }},
             attribute.value);
}

}  // namespace

void GraphWriter::claim(const std::string& name) {
  if (!names_.insert(name).second) {
    fail("ONNX export: two tensors would be named '{}'; give the layers different names", name);
  }
}

std::string GraphWriter::node(const std::string& op_type, const std::vector<std::string>& inputs,
                              const std::string& output, const std::vector<Attribute>& attributes) {
  claim(output);
  ::onnx::NodeProto& node = *graph_.add_node();
  node.set_op_type(op_type);
  if (!output.starts_with('_')) node.set_name(output);
  for (const std::string& input : inputs) node.add_input(input);
  node.add_output(output);
  for (const Attribute& attribute : attributes) set_attribute(*node.add_attribute(), attribute);
  return output;
}

std::string GraphWriter::reshape(const std::string& input, const std::string& shape_name,
                                 const graph::Shape& shape, const std::string& output) {
  std::vector<std::int64_t> extents{batch_.size.value_or(0)};  // 0: as the input has
  extents.insert(extents.end(), shape.begin(), shape.end());
  return node("Reshape", {input, integers(shape_name, extents)}, output);
}

std::string GraphWriter::floats(const std::string& name, const graph::Shape& shape,
                                const std::vector<float>& values) {
  if (format_ != NumberFormat::kFloat16) return constant(name, shape, values);
  std::vector<std::uint16_t> halves;
  for (const float value : values) {
    halves.push_back(graph::to_half(value));
    if (std::isfinite(value) && halves.back() == graph::to_half(std::copysign(INFINITY, value))) {
      fail("ONNX export: '{}' holds {}, and float16 ends at 65504; export it as fp32", name, value);
    }
  }
  return constant(name, shape, halves);
}

void GraphWriter::declare_input(const std::string& name, const graph::Shape& shape) {
  claim(name);
  describe(*graph_.add_input(), name, batch_, shape);
}

void GraphWriter::declare_output(const std::string& name, const graph::Shape& shape) {
  describe(*graph_.add_output(), name, batch_, shape);
}

}  // namespace efs::onnx
