#include "device/agent/model_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/error.h"
#include "core/files/digest.h"
#include "device/stored_files.h"

namespace efs::device {

namespace {

constexpr const char* kLockName = ".efs-agent.lock";

/// 0: there is no such file. A link is none: it would lead out of the folder.
std::uint64_t size_of(const fs::path& path) {
  struct stat status {};
  const bool is_file = ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? static_cast<std::uint64_t>(status.st_size) : 0;
}

std::string digest_of(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
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

fs::path make_folder(fs::path folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail("cannot make the folder {}: {}", folder.string(), error.message());
  return folder;
}

/// Locks the folder for as long as the descriptor that it returns is open.
int lock(const fs::path& folder) {
  const fs::path path = folder / kLockName;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) fail("cannot write {}: {}", path.string(), std::strerror(errno));
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
  const int code = errno;
  ::close(descriptor);
  if (code != EWOULDBLOCK) fail("cannot lock {}: {}", path.string(), std::strerror(code));
  fail("another efs-agent has the folder {}; give this one its own with --folder", folder.string());
}

}  // namespace

ModelStore::ModelStore(fs::path folder, const StoreLimits& limits)
    : folder_(make_folder(std::move(folder))), limits_(limits), lock_(lock(folder_)) {}

ModelStore::~ModelStore() { ::close(lock_); }

ModelStore::Have ModelStore::have(const std::string& name) const {
  if (const std::uint64_t bytes = size_of(whole(name))) return {bytes, true};
  return {size_of(partial(name)), false};
}

std::unique_ptr<ModelStore::Upload> ModelStore::begin(const std::string& name, std::uint64_t offset,
                                                      std::uint64_t total) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (total == 0 || total > limits_.model_bytes) {
    throw http::Refused(413, "a model has 1 to {} bytes here, not {}", limits_.model_bytes, total);
  }
  if (uploading_.count(name) > 0) {
    throw http::Refused(409, "another upload of this file is under way");
  }
  if (const auto bytes = size_of(partial(name)); bytes > total) ::unlink(partial(name).c_str());
  const Have here = have(name);
  if (here.complete || here.bytes != offset || offset > total) {
    throw http::Refused(409, "{} bytes are here, so an upload cannot go on at {}", here.bytes,
                        offset);
  }
  make_room(name, total - offset);
  return std::unique_ptr<Upload>(new Upload(*this, name, offset, total));
}

bool ModelStore::fits(std::uint64_t used, std::uint64_t bytes) const {
  if (used + bytes > limits_.cache_bytes) return false;
  struct statvfs disk {};
  if (::statvfs(folder_.c_str(), &disk) != 0) return true;
  return bytes + limits_.free_bytes <= std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

void ModelStore::make_room(const std::string& for_name, std::uint64_t bytes) {
  const auto is_in_use = [&](const std::string& file) {
    const std::string name = file.substr(0, file.rfind(".part"));
    return pins_.count(name) > 0 || uploading_.count(name) > 0 || name == for_name;
  };
  if (device::make_room(
          folder_, {".onnx", ".pt", ".onnx.part", ".pt.part"},
          [&](std::uint64_t used) { return fits(used, bytes); }, is_in_use)) {
    return;
  }
  throw http::Refused(507,
                      "{} more bytes do not fit: models may take {} here, the disk keeps {} free, "
                      "and the models that are there are in use",
                      bytes, limits_.cache_bytes, limits_.free_bytes);
}

std::shared_ptr<const fs::path> ModelStore::pin(const std::string& name) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (size_of(whole(name)) == 0) return nullptr;
  mark_used(whole(name));
  ++pins_[name];
  return std::shared_ptr<const fs::path>(new fs::path(whole(name)), [this, name](auto* path) {
    delete path;
    const std::lock_guard<std::mutex> unpinning(mutex_);
    if (--pins_[name] == 0) pins_.erase(name);
  });
}

void ModelStore::remove(const std::string& name) { ::unlink(whole(name).c_str()); }

ModelStore::Upload::Upload(ModelStore& store, std::string name, std::uint64_t offset,
                           std::uint64_t total)
    : store_(store), name_(std::move(name)), size_(offset), total_(total) {
  descriptor_ = ::open(store_.partial(name_).c_str(),
                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) {
    throw http::Refused(507, "cannot write the file: {}", std::strerror(errno));
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
    throw http::Refused(413, "more came than the {} bytes announced", total_);
  }
  while (count > 0) {
    const ssize_t written = ::write(descriptor_, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int code = errno;
      // A disk that stays full would stop more than this.
      ::unlink(store_.partial(name_).c_str());
      throw http::Refused(507, "cannot write the file: {}", std::strerror(code));
    }
    bytes += written;
    count -= static_cast<std::size_t>(written);
    size_ += static_cast<std::uint64_t>(written);
  }
}

ModelStore::Have ModelStore::Upload::finish() {
  if (size_ < total_) return {size_, false};
  if (::fsync(descriptor_) != 0) {
    throw http::Refused(507, "cannot keep the file: {}", std::strerror(errno));
  }
  const fs::path part = store_.partial(name_);
  const std::string digest = digest_of(part);
  if (name_.compare(0, digest.size(), digest) != 0 || digest.empty()) {
    ::unlink(part.c_str());
    throw http::Refused(422,
                        "its SHA-256 is {}, not the one that it was announced "
                        "with; it was damaged on the way, send it again",
                        digest);
  }
  if (::rename(part.c_str(), store_.whole(name_).c_str()) != 0) {
    throw http::Refused(507, "cannot keep the file: {}", std::strerror(errno));
  }
  return {size_, true};
}

}  // namespace efs::device
