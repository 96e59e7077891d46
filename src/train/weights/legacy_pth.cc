#include "train/weights/legacy_pth.h"

#include <cstring>
#include <map>
#include <string_view>

#include "core/error.h"
#include "train/weights/pth_tensors.h"
#include "train/weights/unpickler.h"

namespace efs::train {
namespace {

/// The pickle of a magic number, the first, and that of the format's version, 1001.
constexpr std::string_view kMagic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
constexpr std::string_view kLegacyVersion("\x80\x02M\xe9\x03.", 6);

/// Each storage is its number of elements (64 bits), then they.
std::map<std::string, Bytes> find_storages(Bytes rest, const LegacyPickles& pickles,
                                           const std::string& name) {
  std::map<std::string, const PickledTensor*> users;  // of each storage, the last
  for (const PickledTensor& tensor : pickles.tensors) users[tensor.storage.key] = &tensor;
  std::map<std::string, Bytes> storages;
  for (const std::string& key : pickles.storage_keys) {
    const auto user = users.find(key);
    std::int64_t elements = -1;
    if (rest.size() >= sizeof elements) std::memcpy(&elements, rest.data(), sizeof elements);
    if (user == users.end() || elements != user->second->storage.elements) {
      fail("{}: storage '{}' is not what its pickle says; it is truncated or damaged, get it again",
           name, key.substr(0, 20));
    }
    rest = rest.subspan(sizeof elements);
    const std::size_t size = user->second->storage.type->size;
    if (static_cast<std::size_t>(elements) > rest.size() / size) {
      fail("{}: the values of tensor '{}' run past the end of the file; it is truncated", name,
           user->second->name);
    }
    const std::size_t bytes = static_cast<std::size_t>(elements) * size;
    storages[key] = rest.first(bytes);
    rest = rest.subspan(bytes);
  }
  return storages;
}

}  // namespace

bool is_legacy_pth(Bytes file) { return text_of(file).starts_with(kMagic); }

graph::Weights read_legacy_pth(Bytes file, const std::string& name) {
  const std::string_view text = text_of(file).substr(kMagic.size());
  if (!text.starts_with(kLegacyVersion)) {
    fail("{}: of an unknown version of PyTorch's old format, or damaged", name);
  }
  const LegacyPickles pickles = unpickle_legacy(text.substr(kLegacyVersion.size()), name);
  const Bytes rest = file.subspan(kMagic.size() + kLegacyVersion.size() + pickles.size);
  const auto storages = find_storages(rest, pickles, name);
  const auto storage_of = [&](const PickledTensor& tensor) {
    const auto found = storages.find(tensor.storage.key);
    const std::size_t size = tensor.storage.type->size;
    // Two tensors may call one storage by two types or sizes in a damaged file only.
    if (found == storages.end() ||
        found->second.size() / size != static_cast<std::size_t>(tensor.storage.elements)) {
      fail("{}: the values of tensor '{}' are missing; the file is damaged", name, tensor.name);
    }
    return found->second;
  };
  return gather_tensors(pickles.tensors, file.size(), storage_of, name);
}

}  // namespace efs::train
