// Locks that say which programs work in a study's folder on this machine. The kernel frees them
// when a process dies, however it dies.
#pragma once

#include <filesystem>

namespace efs::study {

/// A lock on a file that exists as long as its folder.
class FolderLock {
 public:
  enum class Kind { kAlone, kShared };
  /// Tries to take the lock; where the file system has no locks it counts as held. Error: the file
  /// cannot be written.
  FolderLock(const std::filesystem::path& file, Kind kind);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  bool is_held() const { return held_; }

 private:
  int descriptor_ = -1;
  bool held_ = false;
};

/// One `efs search` per study: a second one would take the first one's running trial away.
struct StudyLock : FolderLock {
  /// Error if another process holds it.
  explicit StudyLock(const std::filesystem::path& study_folder);
};

/// Shared by all workers, so that nobody deletes the study under them.
struct WorkerLock : FolderLock {
  /// Error if the study is being deleted.
  explicit WorkerLock(const std::filesystem::path& study_folder);
};

/// Held while the study is deleted.
struct DeletionLock {
  /// Error if a search or a worker holds one of the others.
  explicit DeletionLock(const std::filesystem::path& study_folder);

  FolderLock search, workers;
};

}  // namespace efs::study
