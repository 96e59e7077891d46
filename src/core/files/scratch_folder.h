// A temporary folder, removed with the object.
#pragma once

#include <string>

#include "core/files/filesystem.h"

namespace efs {

class ScratchFolder {
 public:
  /// `purpose` is a part of its name: "study". Error: it cannot be made.
  explicit ScratchFolder(const std::string& purpose);
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  fs::path file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

}  // namespace efs
