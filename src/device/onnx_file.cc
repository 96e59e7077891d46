#include "device/onnx_file.h"

#include "core/error.h"

namespace efs::device {

namespace {

// Field numbers of onnx.proto3 (ONNX 1.12).
constexpr std::uint64_t kModelGraph = 7;
constexpr std::uint64_t kModelMetadata = 14;
constexpr std::uint64_t kEntryKey = 1;
constexpr std::uint64_t kEntryValue = 2;
constexpr std::uint64_t kGraphNode = 1;
constexpr std::uint64_t kNodeName = 3;
constexpr std::uint64_t kNodeOperator = 4;
constexpr std::uint64_t kGraphInput = 11;
constexpr std::uint64_t kValueInfoType = 2;
constexpr std::uint64_t kTypeTensor = 1;
constexpr std::uint64_t kTensorShape = 2;
constexpr std::uint64_t kShapeDim = 1;
constexpr std::uint64_t kDimValue = 1;

[[noreturn]] void refuse() { fail("it is no ONNX model, or a damaged one"); }

/// The fields of one message in protobuf's wire format
/// (protobuf.dev/programming-guides/encoding).
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  /// Advances to the next field; false at the end.
  bool next() {
    if (rest_.empty()) return false;
    const std::uint64_t tag = varint();
    number_ = tag >> 3;
    value_ = 0;
    bytes_ = {};
    switch (tag & 7) {
      case 0:
        value_ = varint();
        break;
      case 1:
        bytes_ = take(8);
        break;
      case 2:
        bytes_ = take(varint());
        break;
      case 5:
        bytes_ = take(4);
        break;
      default:
        refuse();
    }
    return true;
  }

  std::uint64_t number() const { return number_; }
  std::uint64_t value() const { return value_; }
  std::string_view bytes() const { return bytes_; }

 private:
  std::uint64_t varint() {
    std::uint64_t result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      result |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return result;
    }
    refuse();
  }

  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) refuse();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  std::uint64_t number_ = 0;
  std::uint64_t value_ = 0;
  std::string_view bytes_;
};

/// The first field of that number; Error if there is none.
std::string_view first(std::string_view message, std::uint64_t number) {
  Fields fields(message);
  while (fields.next()) {
    if (fields.number() == number) return fields.bytes();
  }
  refuse();
}

std::int64_t dimension(std::string_view message) {
  Fields fields(message);
  while (fields.next()) {
    if (fields.number() == kDimValue && fields.value() > 0 && fields.value() < (1U << 24)) {
      return static_cast<std::int64_t>(fields.value());
    }
  }
  fail("its input has a dimension that is not a fixed positive number; export it with one");
}

}  // namespace

std::vector<std::int64_t> onnx_input_shape(std::string_view model) {
  const std::string_view input = first(first(model, kModelGraph), kGraphInput);
  const std::string_view tensor = first(first(input, kValueInfoType), kTypeTensor);
  std::vector<std::int64_t> shape;
  Fields dimensions(first(tensor, kTensorShape));
  while (dimensions.next()) {
    if (dimensions.number() == kShapeDim) shape.push_back(dimension(dimensions.bytes()));
  }
  return shape;
}

std::string onnx_metadata(std::string_view model, std::string_view key) {
  Fields fields(model);
  while (fields.next()) {
    if (fields.number() != kModelMetadata || first(fields.bytes(), kEntryKey) != key) continue;
    return std::string(first(fields.bytes(), kEntryValue));
  }
  return {};
}

std::string onnx_node(std::string_view model, int index) {
  Fields nodes(first(model, kModelGraph));
  while (nodes.next()) {
    if (nodes.number() != kGraphNode || index-- != 0) continue;
    std::string name = "a node without a name", type;
    Fields fields(nodes.bytes());
    while (fields.next()) {
      if (fields.number() == kNodeName) name = std::string(fields.bytes());
      if (fields.number() == kNodeOperator) type = std::string(fields.bytes());
    }
    return name + " (" + type + ")";
  }
  return {};
}

}  // namespace efs::device
