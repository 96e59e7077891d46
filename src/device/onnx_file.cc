#include "device/onnx_file.h"

#include "core/error.h"
#include "device/onnx_fields.h"
#include "device/protobuf_fields.h"

namespace efs::device {

namespace {

constexpr std::size_t kMostDimensions = 8;

/// The first field of that number; Error if there is none.
std::string_view first(std::string_view message, std::uint64_t number) {
  for (ProtobufFields fields(message); fields.next();) {
    if (fields.number() == number) return fields.bytes();
  }
  refuse_protobuf();
}

/// The dimensions of the first input, a message each.
std::vector<std::string_view> dimensions_of(std::string_view model) {
  const std::string_view input = first(first(model, kModelGraph), kGraphInput);
  const std::string_view tensor = first(first(input, kValueInfoType), kTypeTensor);
  std::vector<std::string_view> messages;
  for (ProtobufFields fields(first(tensor, kTensorShape)); fields.next();) {
    if (fields.number() == kShapeDim) messages.push_back(fields.bytes());
  }
  return messages;
}

/// Without a number: it has a name, or nothing at all.
bool is_open(std::string_view dimension) {
  for (ProtobufFields fields(dimension); fields.next();) {
    if (fields.number() == kDimValue) return false;
  }
  return true;
}

std::int64_t extent_of(std::string_view dimension) {
  for (ProtobufFields fields(dimension); fields.next();) {
    if (fields.number() == kDimValue && fields.value() > 0 && fields.value() < (1U << 24)) {
      return static_cast<std::int64_t>(fields.value());
    }
  }
  fail(
      "its input has a dimension, other than an open batch, that is not a fixed positive number; "
      "export it with one");
}

}  // namespace

std::vector<std::int64_t> onnx_input_shape(std::string_view model, std::int64_t batch) {
  std::vector<std::int64_t> shape;
  std::int64_t values = 1;  // a dimension is below 2^24: no overflow
  for (const std::string_view dimension : dimensions_of(model)) {
    const bool is_batch = shape.empty() && is_open(dimension);
    shape.push_back(is_batch ? batch : extent_of(dimension));
    values *= shape.back();
    if (values > kMostInputValues || shape.size() > kMostDimensions) {
      fail("its input has more than {} values or {} dimensions, the most that can be measured",
           kMostInputValues, kMostDimensions);
    }
  }
  return shape;
}

bool onnx_takes_any_batch(std::string_view model) {
  const std::vector<std::string_view> dimensions = dimensions_of(model);
  return !dimensions.empty() && is_open(dimensions.front());
}

std::int64_t onnx_batch(std::string_view model) {
  const std::vector<std::string_view> dimensions = dimensions_of(model);
  return dimensions.size() == 4 && !is_open(dimensions[0]) ? extent_of(dimensions[0]) : 1;
}

std::vector<std::string> onnx_output_names(std::string_view model) {
  std::vector<std::string> names;
  for (ProtobufFields graph(first(model, kModelGraph)); graph.next();) {
    if (graph.number() == kGraphOutput) names.emplace_back(first(graph.bytes(), kValueInfoName));
  }
  return names;
}

std::string onnx_metadata(std::string_view model, std::string_view key) {
  for (ProtobufFields fields(model); fields.next();) {
    if (fields.number() != kModelMetadata || first(fields.bytes(), kEntryKey) != key) continue;
    return std::string(first(fields.bytes(), kEntryValue));
  }
  return {};
}

std::string onnx_node(std::string_view model, int index) {
  for (ProtobufFields nodes(first(model, kModelGraph)); nodes.next();) {
    if (nodes.number() != kGraphNode || index-- != 0) continue;
    std::string name = "a node without a name", type;
    for (ProtobufFields fields(nodes.bytes()); fields.next();) {
      if (fields.number() == kNodeName) name = std::string(fields.bytes());
      if (fields.number() == kNodeOperator) type = std::string(fields.bytes());
    }
    return name + " (" + type + ")";
  }
  return {};
}

}  // namespace efs::device
