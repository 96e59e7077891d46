#include "device/agent/model_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/digest.h"
#include "core/error.h"
#include "device/stored_files.h"

namespace efs::device {

namespace {

/// 0: it is not there.
std::uint64_t size_of(const fs::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool is_there(const fs::path& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string digest_of(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return {};
  Sha256 digest;
  std::vector<char> buffer(1 << 20);
  ssize_t count = 0;
  while ((count = ::read(descriptor, buffer.data(), buffer.size())) > 0) {
    digest.add(std::string_view(buffer.data(), static_cast<std::size_t>(count)));
  }
  ::close(descriptor);
  return digest.hex();
}

}  // namespace

ModelStore::ModelStore(fs::path folder, const StoreLimits& limits)
    : folder_(std::move(folder)), limits_(limits) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) fail("cannot make the folder {}: {}", folder_.string(), error.message());
}

ModelStore::~ModelStore() = default;

ModelStore::Have ModelStore::have(const std::string& name) const {
  if (is_there(whole(name))) return {size_of(whole(name)), true};
  return {size_of(partial(name)), false};
}

std::unique_ptr<ModelStore::Upload> ModelStore::begin(const std::string& name, std::uint64_t offset,
                                                      std::uint64_t total) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (total == 0 || total > limits_.model_bytes) {
    throw UploadRefused(
        413, fmt::format("a model has 1 to {} bytes here, not {}", limits_.model_bytes, total));
  }
  if (uploading_.count(name) > 0) {
    throw UploadRefused(409, "another upload of this file is under way");
  }
  const Have here = have(name);
  if (here.complete || here.bytes != offset || offset >= total) {
    throw UploadRefused(409, fmt::format("{} bytes are here, so that an upload cannot go on at {}",
                                         here.bytes, offset));
  }
  make_room(name, total - offset);
  return std::unique_ptr<Upload>(new Upload(*this, name, offset, total));
}

void ModelStore::make_room(const std::string& for_name, std::uint64_t bytes) {
  const std::vector<StoredFile> files = stored_files(folder_);
  std::uint64_t used = 0;
  for (const StoredFile& file : files) used += file.bytes;
  for (const StoredFile& file : files) {
    if (used + bytes <= limits_.cache_bytes) return;
    const std::string of = file.name.substr(0, file.name.rfind(".part"));
    if (pins_.count(of) > 0 || uploading_.count(of) > 0 || of == for_name) continue;
    ::unlink((folder_ / file.name).c_str());
    used -= file.bytes;
  }
  if (used + bytes <= limits_.cache_bytes) return;
  throw UploadRefused(507, fmt::format("{} more bytes do not fit into the {} that models may take "
                                       "here, and those that are there are in use",
                                       bytes, limits_.cache_bytes));
}

std::shared_ptr<const fs::path> ModelStore::pin(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!is_there(whole(name))) return nullptr;
  mark_used(whole(name));
  ++pins_[name];
  return std::shared_ptr<const fs::path>(new fs::path(whole(name)), [this, name](auto* path) {
    delete path;
    const std::lock_guard<std::mutex> unpinning(mutex_);
    if (--pins_[name] == 0) pins_.erase(name);
  });
}

ModelStore::Upload::Upload(ModelStore& store, std::string name, std::uint64_t offset,
                           std::uint64_t total)
    : store_(store), name_(std::move(name)), size_(offset), total_(total) {
  descriptor_ =
      ::open(store_.partial(name_).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) {
    throw UploadRefused(507, fmt::format("cannot write the file: {}", std::strerror(errno)));
  }
  store_.uploading_.insert(name_);
}

ModelStore::Upload::~Upload() {
  ::close(descriptor_);
  const std::lock_guard<std::mutex> lock(store_.mutex_);
  store_.uploading_.erase(name_);
}

void ModelStore::Upload::write(const char* bytes, std::size_t count) {
  if (size_ + count > total_) {
    throw UploadRefused(413, fmt::format("more came than the {} bytes announced", total_));
  }
  while (count > 0) {
    const ssize_t written = ::write(descriptor_, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw UploadRefused(507, fmt::format("cannot write the file: {}", std::strerror(errno)));
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
    size_ += static_cast<std::uint64_t>(written);
  }
}

ModelStore::Have ModelStore::Upload::finish() {
  if (size_ < total_) return {size_, false};
  ::fsync(descriptor_);
  const fs::path part = store_.partial(name_);
  const std::string digest = digest_of(part);
  if (name_.compare(0, digest.size(), digest) != 0 || digest.empty()) {
    ::unlink(part.c_str());
    throw UploadRefused(422, fmt::format("its SHA-256 is {}, not the one that it was announced "
                                         "with; it was damaged on the way, send it again",
                                         digest));
  }
  if (::rename(part.c_str(), store_.whole(name_).c_str()) != 0) {
    throw UploadRefused(507, fmt::format("cannot keep the file: {}", std::strerror(errno)));
  }
  return {size_, true};
}

}  // namespace efs::device
