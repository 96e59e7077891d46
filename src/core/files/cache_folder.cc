#include "core/files/cache_folder.h"

#include <cstdlib>

namespace efs {

fs::path cache_folder(const std::string& name) {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache != '\0') return fs::path(cache) / "efs" / name;
  const char* home = std::getenv("HOME");
  const fs::path base = home != nullptr && *home != '\0' ? home : ".";
  return base / ".cache" / "efs" / name;
}

}  // namespace efs
