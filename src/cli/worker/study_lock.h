// One `efs search` per study: the second one would take the first one's running trial away.
#pragma once

#include <filesystem>

namespace efs::cli {

/// Held while it exists; the kernel frees it when the process dies, however it dies.
class StudyLock {
 public:
  /// Error if another process holds it.
  explicit StudyLock(const std::filesystem::path& study_folder);
  ~StudyLock();
  StudyLock(const StudyLock&) = delete;
  StudyLock& operator=(const StudyLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace efs::cli
