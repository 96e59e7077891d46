// Whether a study's database is still where it was: a deleted one goes on taking what is written to
// it, and all of that is lost when the last process ends.
#pragma once

#include <filesystem>

#include "core/clock.h"
#include "core/files/file_identity.h"
#include "study/storage.h"

namespace efs::cli {

struct DatabaseGone {};

class DatabaseWatch {
 public:
  /// A study in PostgreSQL, which has no such file, is not watched.
  DatabaseWatch(study::Storage& storage, std::filesystem::path study_folder);

  /// Call it often; looks once a second. DatabaseGone: the file is gone, or another one.
  void check();
  /// Looks now.
  bool is_there() const;
  /// When nobody works on the study any more: writes what it holds to study-rescued.json in its
  /// folder, where that still exists, and throws an Error that says how to go on with it.
  [[noreturn]] void rescue() const;

 private:
  study::Storage& storage_;
  std::filesystem::path folder_;
  SystemClock clock_;
  FileIdentity database_;
  double looked_s_ = 0.0;
};

}  // namespace efs::cli
