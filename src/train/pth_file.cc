#include "train/pth_file.h"

#include <caffe2/serialize/inline_container.h>
#include <caffe2/serialize/read_adapter_interface.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/files.h"
#include "train/unpickler.h"

namespace efs::train {
namespace {

using Archive = caffe2::serialize::PyTorchStreamReader;
using Bytes = std::span<const std::byte>;

/// Shapes and strides above this belong to no weight; sums of products stay within 64 bits.
constexpr std::int64_t kMaxExtent = std::int64_t{1} << 31;

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
  // torch.save before 1.6: a pickle whose first value is this magic number.
  if (starts_with(bytes,
                  std::string_view("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8", 12))) {
    fail(
        "{}: written in PyTorch's format before 1.6, which cannot be read; convert it once with "
        "python3 -c \"import torch; torch.save(torch.load('{}'), 'converted.pth')\"",
        name, name);
  }
  fail("{}: not a .pth file of PyTorch 1.6 or later (no zip archive), or damaged", name);
}

void check_archive(Archive& archive, const std::string& name) {
  for (const std::string& record : archive.getAllRecords()) {
    if (record.starts_with("code/")) {
      fail("{}: a TorchScript program, not weights; save the state dict of its model", name);
    }
  }
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

/// Number of elements, after checking that none of them lies outside the storage.
std::int64_t checked_elements(const PickledTensor& tensor, const std::string& name) {
  const auto out_of_range = [](std::int64_t value) { return value < 0 || value > kMaxExtent; };
  bool broken = out_of_range(tensor.offset);
  std::int64_t count = 1;
  std::int64_t last = tensor.offset;
  for (std::size_t i = 0; i < tensor.shape.size() && !broken; ++i) {
    const std::int64_t length = tensor.shape[i], stride = tensor.strides[i];
    broken = out_of_range(length) || out_of_range(stride);
    if (broken || length == 0) {
      count = 0;
      continue;
    }
    // Neither product overflows: both factors are at most 2^31, and the next check keeps count.
    count *= length;
    last += (length - 1) * stride;
    broken = count > kMaxExtent || last > kMaxExtent;
  }
  if (broken || (count > 0 && last >= tensor.storage_elements)) {
    fail("{}: tensor '{}' does not lie within its storage; the file is damaged", name, tensor.name);
  }
  return count;
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

graph::Tensor gather(const PickledTensor& tensor, std::int64_t count, Bytes storage) {
  graph::Tensor out{graph::Shape(tensor.shape.begin(), tensor.shape.end()), {}};
  out.values.reserve(static_cast<std::size_t>(count));
  const std::size_t size = element_size(tensor.type);
  std::vector<std::int64_t> index(tensor.shape.size(), 0);
  std::int64_t position = tensor.offset;
  for (std::int64_t n = 0; n < count; ++n) {
    out.values.push_back(
        widen(tensor.type, storage.data() + static_cast<std::size_t>(position) * size));
    for (std::size_t axis = index.size(); axis-- > 0;) {
      position += tensor.strides[axis];
      if (++index[axis] < tensor.shape[axis]) break;
      position -= tensor.strides[axis] * tensor.shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}

graph::Weights read_archive(Bytes file, const std::string& name) {
  Archive archive(std::make_shared<MappedAdapter>(file));
  check_archive(archive, name);
  const auto [pickle, pickle_size] = archive.getRecord("data.pkl");
  const std::vector<PickledTensor> tensors =
      unpickle_state_dict({static_cast<const char*>(pickle.get()), pickle_size}, name);
  graph::Weights weights;
  std::size_t elements = 0;
  for (const PickledTensor& tensor : tensors) {
    const std::int64_t count = checked_elements(tensor, name);
    // Many tensors may share one storage; all of them together are still no more than the file.
    elements += static_cast<std::size_t>(count);
    if (elements > file.size()) {
      fail("{}: its tensors hold more values than the file has bytes; it is damaged", name);
    }
    const Bytes storage = storage_bytes(archive, file, tensor, name);
    if (!weights.emplace(tensor.name, gather(tensor, count, storage)).second) {
      fail("{}: names tensor '{}' twice", name, tensor.name);
    }
  }
  return weights;
}

}  // namespace

graph::Weights read_pth(const std::filesystem::path& path) {
  const std::string name = path.string();
  const MappedFile mapped(path);
  check_kind(mapped.bytes(), name);
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
