#include "cli/worker/study_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace efs::cli {

StudyLock::StudyLock(const std::filesystem::path& study_folder) {
  const auto path = study_folder / "study.lock";
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("cannot write {}: {}", path.string(), std::strerror(errno));
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor_);
    fail("another efs search works on {}; wait for it, or stop it (see efs status {})",
         study_folder.string(), study_folder.string());
  }
}

StudyLock::~StudyLock() { ::close(descriptor_); }

}  // namespace efs::cli
