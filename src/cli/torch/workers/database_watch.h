// Notices when a study's database file is deleted. Writes to a deleted file still succeed, and are
// lost when the last process ends.
#pragma once

#include <filesystem>

#include "core/clock.h"
#include "core/files/file_identity.h"
#include "study/storage.h"

namespace efs::cli {

struct DatabaseGone {};

class DatabaseWatch {
 public:
  /// Does not watch a study in PostgreSQL, which has no such file.
  DatabaseWatch(study::Storage& storage, std::filesystem::path study_folder);

  /// Call it often; looks once a second. DatabaseGone: the file is gone, or another one.
  void check();
  /// Looks now.
  bool is_there() const;
  /// Writes the study to study-rescued.json in its folder, where that still exists, and throws an
  /// Error that says how to go on with it. Call it when no worker runs any more.
  [[noreturn]] void rescue() const;

 private:
  study::Storage& storage_;
  std::filesystem::path folder_;
  SystemClock clock_;
  FileIdentity database_;
  double looked_s_ = 0.0;
};

}  // namespace efs::cli
