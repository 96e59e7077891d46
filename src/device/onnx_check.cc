#include "device/onnx_check.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/text/outside_text.h"
#include "device/onnx_fields.h"
#include "device/protobuf_fields.h"

namespace efs::device {

namespace {

constexpr int kMostNesting = 16;
constexpr std::uint64_t kMostExtent = 1U << 24;
constexpr std::uint64_t kMostValues = std::uint64_t{1} << 40;

/// Bits of a value of TensorProto.DataType in raw_data; 0: text, or a type that is not known.
constexpr int kBits[] = {0,  32, 8,  8,   16, 16, 32, 64, 0, 8, 16, 64,
                         32, 64, 64, 128, 16, 8,  8,  8,  8, 4, 4};
constexpr std::uint64_t kComplex64 = 14, kComplex128 = 15, kUint4 = 21, kInt4 = 22;

bool is_one_of(std::uint64_t number, std::initializer_list<std::uint64_t> numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

void append(std::vector<std::uint64_t>& values, const std::vector<std::uint64_t>& more) {
  values.insert(values.end(), more.begin(), more.end());
}

struct Tensor {
  std::string name;
  std::vector<std::uint64_t> dims;
  std::uint64_t type = 0;
  std::uint64_t entries = 0;  // of the lists of one type
  std::uint64_t raw_bytes = 0;
  bool has_raw = false;
  bool is_elsewhere = false;
};

Tensor parse_tensor(std::string_view message) {
  Tensor tensor;
  for (ProtobufFields fields(message); fields.next();) {
    const std::uint64_t number = fields.number();
    if (number == kTensorName) tensor.name = std::string(fields.bytes());
    if (number == kTensorDims) append(tensor.dims, fields.values());
    if (number == kTensorType) tensor.type = fields.value();
    if (number == kTensorFloats) tensor.entries += fields.bytes().size() / 4;
    if (number == kTensorDoubles) tensor.entries += fields.bytes().size() / 8;
    if (is_one_of(number, {kTensorInt32s, kTensorInt64s, kTensorUint64s})) {
      tensor.entries += fields.values().size();
    }
    if (number == kTensorStrings) ++tensor.entries;
    if (number == kTensorRaw) {
      tensor.has_raw = true;
      tensor.raw_bytes = fields.bytes().size();
    }
    const bool is_location = number == kTensorLocation && fields.value() != 0;
    if (number == kTensorExternal || is_location) tensor.is_elsewhere = true;
  }
  return tensor;
}

std::uint64_t value_count(const Tensor& tensor) {
  std::uint64_t count = 1;
  for (const std::uint64_t dim : tensor.dims) {
    const bool is_empty_list = dim == 0 && tensor.dims.size() == 1;
    if ((dim == 0 && !is_empty_list) || dim > kMostValues || count * dim > kMostValues) {
      fail("its tensor {} has the dimension {}", printable(tensor.name, 100),
           static_cast<std::int64_t>(dim));
    }
    count *= dim;
  }
  return count;
}

void check_tensor(std::string_view message) {
  const Tensor tensor = parse_tensor(message);
  const std::string name = printable(tensor.name, 100);
  if (tensor.is_elsewhere) {
    fail(
        "the values of its tensor {} lie in another file; save it as one file (Python: "
        "onnx.save(onnx.load(IN), OUT))",
        name);
  }
  if (tensor.type == 0 || tensor.type >= sizeof kBits / sizeof kBits[0]) {
    fail("its tensor {} has values of an unknown type", name);
  }
  const std::uint64_t count = value_count(tensor);
  const auto bits = static_cast<std::uint64_t>(kBits[tensor.type]);
  const bool is_complex = tensor.type == kComplex64 || tensor.type == kComplex128;
  const bool is_packed = tensor.type == kUint4 || tensor.type == kInt4;
  const std::uint64_t entries = is_packed ? (count + 1) / 2 : is_complex ? 2 * count : count;
  const bool is_right =
      tensor.has_raw ? bits > 0 && tensor.raw_bytes == (count * bits + 7) / 8 && tensor.entries == 0
                     : tensor.entries == entries;
  if (!is_right) fail("its tensor {} has more or fewer values than its shape says", name);
}

void check_sparse(std::string_view message) {
  for (ProtobufFields fields(message); fields.next();) {
    if (is_one_of(fields.number(), {kSparseValues, kSparseIndices})) check_tensor(fields.bytes());
  }
}

void check_graph(std::string_view message, int depth);

/// Whether runtimes divide by it.
bool is_divisor(std::string_view attribute) {
  constexpr std::string_view kNames[] = {"strides", "dilations", "kernel_shape", "group",
                                         "blocksize"};
  return std::find(std::begin(kNames), std::end(kNames), attribute) != std::end(kNames);
}

void check_attribute(std::string_view message, int depth) {
  std::string_view name;
  std::vector<std::uint64_t> values;
  for (ProtobufFields fields(message); fields.next();) {
    const std::uint64_t number = fields.number();
    if (number == kAttributeName) name = fields.bytes();
    if (is_one_of(number, {kAttributeInt, kAttributeInts})) append(values, fields.values());
    if (is_one_of(number, {kAttributeTensor, kAttributeTensors})) check_tensor(fields.bytes());
    if (is_one_of(number, {kAttributeGraph, kAttributeGraphs})) {
      check_graph(fields.bytes(), depth + 1);
    }
    if (is_one_of(number, {kAttributeSparse, kAttributeSparses})) check_sparse(fields.bytes());
  }
  if (!is_divisor(name)) return;
  for (const std::uint64_t value : values) {
    if (value >= 1 && value <= kMostExtent) continue;
    fail("its attribute {} is {}", name, static_cast<std::int64_t>(value));
  }
}

void check_node(std::string_view message, int depth) {
  for (ProtobufFields fields(message); fields.next();) {
    if (fields.number() == kNodeAttribute) check_attribute(fields.bytes(), depth);
  }
}

void check_graph(std::string_view message, int depth) {
  if (depth > kMostNesting) fail("it has more than {} graphs in graphs", kMostNesting);
  for (ProtobufFields fields(message); fields.next();) {
    if (fields.number() == kGraphNode) check_node(fields.bytes(), depth);
    if (fields.number() == kGraphInitializer) check_tensor(fields.bytes());
    if (fields.number() == kGraphSparse) check_sparse(fields.bytes());
  }
}

}  // namespace

void require_sound_onnx(std::string_view model) {
  for (ProtobufFields fields(model); fields.next();) {
    if (fields.number() == kModelGraph) check_graph(fields.bytes(), 0);
    if (fields.number() != kModelFunctions) continue;
    for (ProtobufFields parts(fields.bytes()); parts.next();) {
      if (parts.number() == kFunctionNode) check_node(parts.bytes(), 0);
    }
  }
}

}  // namespace efs::device
