// Protobuf's wire format (protobuf.dev/programming-guides/encoding), read without its library.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace efs::device {

[[noreturn]] inline void refuse_protobuf() { fail("it is no ONNX model, or a damaged one"); }

/// The fields of one message.
class ProtobufFields {
 public:
  explicit ProtobufFields(std::string_view bytes) : rest_(bytes) {}

  /// Advances to the next field; false at the end.
  bool next() {
    if (rest_.empty()) return false;
    const std::uint64_t tag = varint();
    number_ = tag >> 3;
    is_varint_ = (tag & 7) == 0;
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
        refuse_protobuf();
    }
    return true;
  }

  std::uint64_t number() const { return number_; }
  /// Of a varint.
  std::uint64_t value() const { return value_; }
  /// Of any other field.
  std::string_view bytes() const { return bytes_; }
  /// The varints of a repeated field, which stand alone or packed.
  std::vector<std::uint64_t> values() const {
    if (is_varint_) return {value_};
    std::vector<std::uint64_t> values;
    for (ProtobufFields packed(bytes_); !packed.rest_.empty();) values.push_back(packed.varint());
    return values;
  }

 private:
  std::uint64_t varint() {
    std::uint64_t result = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      result |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return result;
    }
    refuse_protobuf();
  }

  std::string_view take(std::uint64_t count) {
    if (count > rest_.size()) refuse_protobuf();
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  std::uint64_t number_ = 0;
  bool is_varint_ = false;
  std::uint64_t value_ = 0;
  std::string_view bytes_;
};

}  // namespace efs::device
