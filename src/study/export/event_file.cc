#include "study/export/event_file.h"

#include <array>
#include <bit>

namespace efs::study {
namespace {

enum WireType { kVarint = 0, kFixed64 = 1, kBytes = 2, kFixed32 = 5 };

/// Little endian, as both formats want it.
template <typename T>
std::string fixed(T value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t i = 0; i < sizeof value; ++i) {
    bytes[i] = static_cast<char>((value >> (8 * i)) & 0xffU);
  }
  return bytes;
}

constexpr std::array<std::uint32_t, 256> make_table() {
  constexpr std::uint32_t kReversedPolynomial = 0x82f63b78U;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1U) ^ ((value & 1U) != 0 ? kReversedPolynomial : 0U);
    }
    table[i] = value;
  }
  return table;
}

/// As TensorFlow stores it: a checksum of data that holds checksums would be a bad one.
std::uint32_t masked(std::uint32_t crc) { return ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U; }

}  // namespace

void Message::tag(int field, int wire_type) {
  varint(static_cast<std::uint64_t>(field) << 3U | static_cast<std::uint64_t>(wire_type));
}

void Message::varint(std::uint64_t value) {
  for (; value >= 0x80U; value >>= 7U) bytes_ += static_cast<char>((value & 0x7fU) | 0x80U);
  bytes_ += static_cast<char>(value);
}

Message& Message::integer(int field, std::uint64_t value) {
  tag(field, kVarint);
  varint(value);
  return *this;
}

Message& Message::real(int field, double value) {
  tag(field, kFixed64);
  bytes_ += fixed(std::bit_cast<std::uint64_t>(value));
  return *this;
}

Message& Message::real32(int field, float value) {
  tag(field, kFixed32);
  bytes_ += fixed(std::bit_cast<std::uint32_t>(value));
  return *this;
}

Message& Message::text(int field, std::string_view value) {
  tag(field, kBytes);
  varint(value.size());
  bytes_ += value;
  return *this;
}

std::uint32_t crc32c(std::string_view bytes) {
  static constexpr auto kTable = make_table();
  std::uint32_t crc = ~0U;
  for (const char byte : bytes) {
    crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xffU] ^ (crc >> 8U);
  }
  return ~crc;
}

std::string event_record(const Message& event) {
  const std::string& data = event.bytes();
  const std::string length = fixed(static_cast<std::uint64_t>(data.size()));
  return length + fixed(masked(crc32c(length))) + data + fixed(masked(crc32c(data)));
}

}  // namespace efs::study
