// TensorBoard's event files: records of protocol buffers, written by hand so that `efs` needs no
// protobuf library. Private to src/study.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace efs::study {

/// A message of protocol buffers' wire format, field by field.
/// https://protobuf.dev/programming-guides/encoding
class Message {
 public:
  Message& integer(int field, std::uint64_t value);
  Message& real(int field, double value);
  Message& real32(int field, float value);
  Message& text(int field, std::string_view value);
  Message& message(int field, const Message& value) { return text(field, value.bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  void tag(int field, int wire_type);
  void varint(std::uint64_t value);
  std::string bytes_;
};

/// CRC-32C (Castagnoli), RFC 3720 appendix B.4.
std::uint32_t crc32c(std::string_view bytes);

/// A record as TensorFlow's record files hold it: length, its checksum, data, its checksum.
std::string event_record(const Message& event);

}  // namespace efs::study
