// A file that is gone when its owner is, unless it was renamed.
#pragma once

#include <filesystem>
#include <utility>

namespace efs::tune {

struct ScratchFile {
  std::filesystem::path path;

  explicit ScratchFile(std::filesystem::path where) : path(std::move(where)) {}
  ~ScratchFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
};

}  // namespace efs::tune
