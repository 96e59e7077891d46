#include "study/location/study_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/text/shell_words.h"

namespace efs::study {
namespace {

constexpr const char* kSearchFile = "study.lock";
constexpr const char* kWorkersFile = "workers.lock";

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& file, Kind kind) {
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) {
    throw SystemError(fmt::format("cannot write {}: {}", file.string(), std::strerror(errno)),
                      errno);
  }
  const int operation = (kind == Kind::kAlone ? LOCK_EX : LOCK_SH) | LOCK_NB;
  held_ = ::flock(descriptor_, operation) == 0 || errno != EWOULDBLOCK;
}

FolderLock::~FolderLock() { ::close(descriptor_); }

StudyLock::StudyLock(const std::filesystem::path& study_folder)
    : FolderLock(study_folder / kSearchFile, Kind::kAlone) {
  if (is_held()) return;
  fail("another efs search works on {}; wait for it, or stop it (see {})", study_folder.string(),
       shell_line({"efs", "status", study_folder.string()}));
}

WorkerLock::WorkerLock(const std::filesystem::path& study_folder)
    : FolderLock(study_folder / kWorkersFile, Kind::kShared) {
  if (!is_held()) fail("{} is being deleted", study_folder.string());
}

DeletionLock::DeletionLock(const std::filesystem::path& study_folder)
    : search(study_folder / kSearchFile, FolderLock::Kind::kAlone),
      workers(study_folder / kWorkersFile, FolderLock::Kind::kAlone) {
  if (search.is_held() && workers.is_held()) return;
  const char* who = search.is_held() ? "an efs worker" : "an efs search";
  fail("{} works on {}; end it first: {}", who, study_folder.string(),
       shell_line({"efs", "study", "stop", study_folder.string()}));
}

}  // namespace efs::study
