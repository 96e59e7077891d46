#include "train/weights/pth_file.h"

#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/read_adapter_interface.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "train/weights/legacy_pth.h"
#include "train/weights/pth_tensors.h"
#include "train/weights/unpickler.h"

namespace efs::train {
namespace {

using Archive = caffe2::serialize::PyTorchStreamReader;
using Bytes = std::span<const std::byte>;

class MappedAdapter final : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit MappedAdapter(Bytes bytes) : bytes_(bytes) {}
  std::size_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t position, void* buffer, std::size_t count,
                   const char* /*what*/) const override {
    if (position >= bytes_.size()) return 0;
    const std::size_t got = std::min<std::size_t>(count, bytes_.size() - position);
    std::memcpy(buffer, bytes_.data() + position, got);
    return got;
  }

 private:
  Bytes bytes_;
};

bool starts_with(Bytes bytes, std::string_view magic) {
  return bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0;
}

void check_kind(Bytes bytes, const std::string& name) {
  if (starts_with(bytes, "PK\x03\x04")) return;
  fail("{}: not a .pth file of torch.save, or damaged", name);
}

template <typename Number>
Number number_at(Bytes bytes, std::size_t position) {
  Number value = 0;
  if (position <= bytes.size() && sizeof value <= bytes.size() - position) {
    std::memcpy(&value, bytes.data() + position, sizeof value);
  }
  return value;
}

/// Where the archive's directory begins: what its end record, or the 64-bit one in front of that,
/// says (APPNOTE.TXT 4.3.14 to 4.3.16).
std::size_t find_directory(Bytes file) {
  constexpr std::string_view kEnd = "PK\x05\x06", kLocator = "PK\x06\x07";
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  const std::size_t end = text.rfind(kEnd);
  if (end == std::string_view::npos) return file.size();
  constexpr std::size_t kLocatorBytes = 20;
  if (end >= kLocatorBytes && text.substr(end - kLocatorBytes).starts_with(kLocator)) {
    const auto record = number_at<std::uint64_t>(file, end - kLocatorBytes + 8);
    return record <= file.size() ? number_at<std::uint64_t>(file, record + 48) : file.size();
  }
  return number_at<std::uint32_t>(file, end + 16);
}

/// torch.save compresses nothing: a compressed record is somebody else's, and may grow a
/// thousandfold. PyTorch's own are programs.
void check_records(Bytes file, const std::string& name) {
  constexpr std::string_view kEntry = "PK\x01\x02";
  constexpr std::size_t kEntryBytes = 46;  // and the name, the extra field and the comment
  const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
  std::size_t position = find_directory(file);
  while (position < file.size() && starts_with(file.subspan(position), kEntry)) {
    const std::size_t name_length = number_at<std::uint16_t>(file, position + 28);
    const std::string_view record = position + kEntryBytes < text.size()
                                        ? text.substr(position + kEntryBytes, name_length)
                                        : "";
    if (record.find("/code/") != std::string_view::npos) {
      fail("{}: a TorchScript program, not weights; save the state dict of its model", name);
    }
    if (number_at<std::uint16_t>(file, position + 10) != 0) {
      fail(
          "{}: its records are compressed, which torch.save does not do; load it in PyTorch and "
          "save it again",
          name);
    }
    position += kEntryBytes + name_length + number_at<std::uint16_t>(file, position + 30) +
                number_at<std::uint16_t>(file, position + 32);
  }
}

void check_archive(Archive& archive, const std::string& name) {
  if (!archive.hasRecord("data.pkl")) {
    fail("{}: a zip archive without 'data.pkl', so no file of torch.save", name);
  }
  if (archive.hasRecord("byteorder")) {
    const auto [data, size] = archive.getRecord("byteorder");
    if (std::string_view(static_cast<const char*>(data.get()), size) != "little") {
      fail("{}: written on a big-endian machine; save it again on a little-endian one", name);
    }
  }
}

/// The storage's bytes where they lie in the file: torch.save does not compress them.
Bytes storage_bytes(Archive& archive, Bytes file, const PickledTensor& tensor,
                    const std::string& name) {
  const std::string record = "data/" + tensor.storage_key;
  if (!archive.hasRecord(record)) {
    fail("{}: the values of tensor '{}' are missing ('{}')", name, tensor.name, record);
  }
  const std::size_t begin = archive.getRecordOffset(record);
  const std::size_t size = element_size(tensor.type);
  const auto elements = static_cast<std::size_t>(tensor.storage_elements);
  if (begin > file.size() || elements > (file.size() - begin) / size) {
    fail("{}: the values of tensor '{}' run past the end of the file; it is truncated", name,
         tensor.name);
  }
  return file.subspan(begin, elements * size);
}

graph::Weights read_archive(Bytes file, const std::string& name) {
  Archive archive(std::make_shared<MappedAdapter>(file));
  check_archive(archive, name);
  const auto [pickle, pickle_size] = archive.getRecord("data.pkl");
  const std::vector<PickledTensor> tensors =
      unpickle_state_dict({static_cast<const char*>(pickle.get()), pickle_size}, name);
  return gather_tensors(
      tensors, file.size(),
      [&](const PickledTensor& tensor) { return storage_bytes(archive, file, tensor, name); },
      name);
}

}  // namespace

graph::Weights read_pth(const std::filesystem::path& path) {
  const std::string name = path.string();
  const MappedFile mapped(path);
  if (is_legacy_pth(mapped.bytes())) return read_legacy_pth(mapped.bytes(), name);
  check_kind(mapped.bytes(), name);
  check_records(mapped.bytes(), name);
  try {
    return read_archive(mapped.bytes(), name);
  } catch (const c10::Error& error) {
    fail("{}: the archive cannot be read ({}); it is truncated or damaged, get it again", name,
         error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    fail("{}: the archive states a record larger than the memory; it is damaged, get it again",
         name);
  }
}

}  // namespace efs::train
