#include "core/files/scratch_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "core/error.h"

namespace efs {

ScratchFolder::ScratchFolder(const std::string& purpose) {
  const fs::path parent = fs::temp_directory_path();
  std::string name = (parent / ("efs-" + purpose + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    fail("cannot make a folder in {}: {}", parent.string(), std::strerror(errno));
  }
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace efs
