// Who works in a study's folder on this machine, told by locks that the kernel frees when a process
// dies, however it dies.
#pragma once

#include <filesystem>

namespace efs::study {

/// A lock on a file that exists as long as its folder.
class FolderLock {
 public:
  enum class Kind { kAlone, kShared };
  /// `is_held` tells whether the lock was got; where the file system has no locks it counts as got.
  /// Error: the file cannot be written.
  FolderLock(const std::filesystem::path& file, Kind kind);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  bool is_held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

/// One `efs search` per study: the second one would take the first one's running trial away.
class StudyLock {
 public:
  /// Error if another process holds it.
  explicit StudyLock(const std::filesystem::path& study_folder);

 private:
  FolderLock lock_;
};

/// Held by every worker, together, so that nobody deletes the study under it.
class WorkerLock {
 public:
  /// Error if the study is being deleted.
  explicit WorkerLock(const std::filesystem::path& study_folder);

 private:
  FolderLock lock_;
};

/// Held by who deletes the study.
class DeletionLock {
 public:
  /// Error if a search or a worker holds one of the others.
  explicit DeletionLock(const std::filesystem::path& study_folder);

 private:
  FolderLock search_, workers_;
};

}  // namespace efs::study
