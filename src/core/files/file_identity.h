// Notices that a path no longer leads to the same file.
#pragma once

#include <sys/stat.h>

#include <optional>

#include "core/files/filesystem.h"

namespace efs {

/// Remembers the file that is at a path now, by device and inode.
class FileIdentity {
 public:
  explicit FileIdentity(fs::path path) : path_(std::move(path)), first_(facts()) {}

  /// True if there was a file when this object was made.
  bool is_known() const { return first_.has_value(); }

  enum class Now {
    kSame,
    kGone,     // nothing there, or another file
    kUnknown,  // the system does not say: errno tells why
  };
  Now now() const;

 private:
  std::optional<struct stat> facts() const;

  fs::path path_;
  std::optional<struct stat> first_;
};

}  // namespace efs
