// The packed-file reader on any bytes. Each input is tried as it is and with its sizes and
// checksum made right, so that the checks behind these are reached as well.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "data/packed/packed_format.h"

namespace {

using namespace efs::data;

void read_all(std::span<const std::byte> bytes) {
  try {
    const PackedView view = parse_packed(bytes, "packed");
    unsigned sum = 0;
    for (std::size_t i = 0; i < view.size(); ++i) {
      const PackedRecord record = view.record(i);
      const auto pixels = view.pixels_of(record);
      if (pixels.size() != std::size_t{record.width} * record.height * 3) std::abort();
      for (const std::uint8_t pixel : pixels) sum += pixel;
      for (const char c : view.image_id(record)) sum += static_cast<unsigned char>(c);
      for (const auto& boxes : {view.faces_of(record), view.ignored_of(record)}) {
        for (const efs::detect::Box& box : boxes) sum += box.xmin < box.xmax ? 1 : 0;
      }
    }
    volatile unsigned sink = sum;
    (void)sink;
  } catch (const efs::Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::byte> bytes(size);
  if (size > 0) std::memcpy(bytes.data(), data, size);
  read_all(bytes);
  if (size < sizeof(PackedHeader)) return 0;
  PackedHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  header.magic = kPackedMagic;
  header.version = kPackedVersion;
  header.file_size = size;
  std::memcpy(bytes.data(), &header, sizeof header);
  if (header.pixels_offset >= sizeof header && header.pixels_offset <= size) {
    header.checksum = packed_checksum(std::span(bytes).first(header.pixels_offset));
    std::memcpy(bytes.data(), &header, sizeof header);
  }
  read_all(bytes);
  return 0;
}
