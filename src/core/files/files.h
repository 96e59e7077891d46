// Whole files: read, written atomically, mapped into memory.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/files/filesystem.h"
#include "core/span.h"

namespace efs {

constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

/// The whole content. SystemError names the path and the system's reason. Error: the file is not a
/// regular one (a device or a pipe may have no end), or longer than `most_bytes`.
std::string read_file(const fs::path& path, std::size_t most_bytes = kNoLimit);

/// The first bytes, at most so many. Errors as read_file().
std::string read_beginning(const fs::path& path, std::size_t bytes);

/// Writes to a file without a name (where the file system has none, to a temporary name in the same
/// folder), syncs, renames: a reader sees the old file or the whole new one, and a kill leaves no
/// other. Missing parent folders are made. On failure (full disk, read-only folder) the temporary
/// file is removed and Error names the path and the reason.
void write_file_atomically(const fs::path& path, std::string_view content);

/// The same for content that comes in pieces. Nothing appears under `path` before commit().
class AtomicFile {
 public:
  explicit AtomicFile(fs::path path);
  ~AtomicFile();  // without commit(): removes the temporary file
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void write(const void* bytes, std::size_t count);
  void commit();
  /// Like commit(), but writes nothing and returns false where something exists at `path`.
  bool commit_new();

 private:
  void sync_and_name();
  void done();

  fs::path path_;
  fs::path temporary_;
  int descriptor_ = -1;
  bool nameless_ = false;  // until commit()
};

/// A file mapped read-only.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path);

  Span<const std::byte> bytes() const {
    return {data_.get(), data_ ? data_.get_deleter().size : 0};
  }
  /// The pages that were read are no longer counted as this process's memory; the next access finds
  /// them in the system's cache, or on the disk.
  void forget() const;

 private:
  struct Unmap {
    std::size_t size;
    void operator()(const std::byte* data) const;
  };
  std::unique_ptr<const std::byte, Unmap> data_{nullptr, Unmap{}};
};

}  // namespace efs
