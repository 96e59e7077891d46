#include "core/files/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace efs {
namespace {

[[noreturn]] void fail_system(const char* action, const fs::path& path, int error) {
  throw SystemError(fmt::format("cannot {} {}: {}", action, path.string(), std::strerror(error)),
                    error);
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, const char* action)
      : value_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (value_ < 0) fail_system(action, path, errno);
    if (::fstat(value_, &facts_) == 0 && (S_ISREG(facts_.st_mode) || S_ISDIR(facts_.st_mode)))
      return;
    ::close(value_);
    fail("cannot {} {}: it is not a file but a device, a pipe or a socket", action, path.string());
  }
  ~Descriptor() { ::close(value_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }
  std::size_t size() const { return static_cast<std::size_t>(facts_.st_size); }

 private:
  int value_;
  struct stat facts_ {};
};

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // some file systems cannot; the rename is still atomic
  ::fsync(descriptor);
  ::close(descriptor);
}

fs::path temporary_name(const fs::path& path) {
  static std::atomic<unsigned> counter{0};
  return path.string() + fmt::format(".tmp.{}.{}", ::getpid(), counter++);
}

/// A file without a name, of which a kill leaves nothing; -1 where the file system has no such.
int open_nameless(const fs::path& folder) {
  const char* name = folder.empty() ? "." : folder.c_str();
  return ::open(name, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0644);
}

void give_name(int descriptor, const fs::path& name) {
  const std::string nameless = fmt::format("/proc/self/fd/{}", descriptor);
  const int result =
      ::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
  if (result != 0) fail_system("write", name, errno);
}

}  // namespace

std::string read_beginning(const fs::path& path, std::size_t bytes) {
  const Descriptor file(path, "read");
  std::string content;
  char buffer[1 << 16];
  while (content.size() < bytes) {
    const ssize_t count =
        ::read(file.get(), buffer, std::min(sizeof buffer, bytes - content.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_system("read", path, errno);
    if (count == 0) break;
    content.append(buffer, static_cast<std::size_t>(count));
  }
  return content;
}

std::string read_file(const fs::path& path, std::size_t most_bytes) {
  const std::size_t enough = most_bytes == kNoLimit ? most_bytes : most_bytes + 1;
  std::string content = read_beginning(path, enough);
  if (content.size() > most_bytes) {
    fail("{}: more than the {} bytes that are read", path.string(), most_bytes);
  }
  return content;
}

void write_file_atomically(const fs::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

AtomicFile::AtomicFile(fs::path path) : path_(std::move(path)), temporary_(temporary_name(path_)) {
  std::error_code error;
  if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), error);
  if (error) fail_system("make the folder", path_.parent_path(), error.value());
  descriptor_ = open_nameless(path_.parent_path());
  nameless_ = descriptor_ >= 0;
  if (nameless_) return;
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail_system("write", path_, errno);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) { write(bytes.data(), bytes.size()); }

void AtomicFile::write(const void* bytes, std::size_t count) {
  const char* position = static_cast<const char*>(bytes);
  while (count > 0) {
    const ssize_t written = ::write(descriptor_, position, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_system("write", path_, errno);
    position += written;
    count -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::sync_and_name() {
  if (::fsync(descriptor_) != 0) fail_system("write", path_, errno);
  if (nameless_) give_name(descriptor_, temporary_);
}

void AtomicFile::done() {
  ::close(std::exchange(descriptor_, -1));
  sync_folder(path_.has_parent_path() ? path_.parent_path() : fs::path("."));
}

void AtomicFile::commit() {
  sync_and_name();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail_system("rename to", path_, errno);
  done();
}

bool AtomicFile::commit_new() {
  sync_and_name();
  const bool is_new = ::link(temporary_.c_str(), path_.c_str()) == 0;
  if (!is_new && errno != EEXIST) fail_system("write", path_, errno);
  ::unlink(temporary_.c_str());
  done();
  return is_new;
}

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor file(path, "map");
  if (file.size() == 0) return;
  void* address = ::mmap(nullptr, file.size(), PROT_READ, MAP_SHARED, file.get(), 0);
  if (address == MAP_FAILED) fail_system("map", path, errno);
  data_ = {static_cast<const std::byte*>(address), Unmap{file.size()}};
}

void MappedFile::Unmap::operator()(const std::byte* data) const {
  ::munmap(const_cast<std::byte*>(data), size);
}

void MappedFile::forget() const {
  const Span<const std::byte> all = bytes();
  if (!all.empty()) ::madvise(const_cast<std::byte*>(all.data()), all.size(), MADV_DONTNEED);
}

}  // namespace efs
