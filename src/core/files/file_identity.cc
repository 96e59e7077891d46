#include "core/files/file_identity.h"

#include <cerrno>

namespace efs {

FileIdentity::Now FileIdentity::now() const {
  const auto found = facts();
  if (!found) return errno == ENOENT || errno == ENOTDIR ? Now::kGone : Now::kUnknown;
  const bool same = first_ && found->st_ino == first_->st_ino && found->st_dev == first_->st_dev;
  return same ? Now::kSame : Now::kGone;
}

std::optional<struct stat> FileIdentity::facts() const {
  struct stat facts {};
  if (::stat(path_.c_str(), &facts) != 0) return std::nullopt;
  return facts;
}

}  // namespace efs
