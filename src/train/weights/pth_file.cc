#include "train/weights/pth_file.h"

#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/read_adapter_interface.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
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

/// 0 beyond the end.
template <typename Number>
std::size_t number_at(std::string_view file, std::size_t position) {
  Number value = 0;
  if (position <= file.size() && sizeof value <= file.size() - position) {
    std::memcpy(&value, file.data() + position, sizeof value);
  }
  return value;
}

/// Where the archive's directory begins: what its end record, or the 64-bit one in front of that,
/// says (APPNOTE.TXT 4.3.14 to 4.3.16).
std::size_t find_directory(std::string_view file) {
  constexpr std::string_view kEnd = "PK\x05\x06", kLocator = "PK\x06\x07";
  const std::size_t end = file.rfind(kEnd);
  if (end == std::string_view::npos) return file.size();
  constexpr std::size_t kLocatorBytes = 20;
  if (end >= kLocatorBytes && file.substr(end - kLocatorBytes).starts_with(kLocator)) {
    const std::size_t record = number_at<std::uint64_t>(file, end - kLocatorBytes + 8);
    return record <= file.size() ? number_at<std::uint64_t>(file, record + 48) : file.size();
  }
  return number_at<std::uint32_t>(file, end + 16);
}

/// torch.save compresses nothing: a compressed record is somebody else's, and may grow a
/// thousandfold. PyTorch's own compressed records are programs.
void check_records(std::string_view file, const std::string& name) {
  constexpr std::string_view kEntry = "PK\x01\x02";
  constexpr std::size_t kEntryBytes = 46;  // and the name, the extra field and the comment
  std::size_t position = find_directory(file);
  while (position < file.size() && file.substr(position).starts_with(kEntry)) {
    const std::size_t name_length = number_at<std::uint16_t>(file, position + 28);
    const std::string_view record = position + kEntryBytes < file.size()
                                        ? file.substr(position + kEntryBytes, name_length)
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
  const std::string record = "data/" + tensor.storage.key;
  if (!archive.hasRecord(record)) {
    fail("{}: the values of tensor '{}' are missing ('{}')", name, tensor.name, record);
  }
  const std::size_t begin = archive.getRecordOffset(record);
  const std::size_t size = tensor.storage.type->size;
  const auto elements = static_cast<std::size_t>(tensor.storage.elements);
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
  const Bytes file = mapped.bytes();
  if (is_legacy_pth(file)) return read_legacy_pth(file, name);
  if (!text_of(file).starts_with("PK\x03\x04")) {
    fail("{}: not a .pth file of torch.save, or damaged", name);
  }
  check_records(text_of(file), name);
  try {
    return read_archive(file, name);
  } catch (const c10::Error& error) {
    fail("{}: the archive cannot be read ({}); it is truncated or damaged, get it again", name,
         error.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    fail("{}: the archive states a record larger than the memory; it is damaged, get it again",
         name);
  }
}

}  // namespace efs::train
