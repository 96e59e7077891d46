#include "device/stored_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace efs::device {

std::vector<StoredFile> stored_files(const fs::path& folder) {
  std::vector<StoredFile> files;
  std::error_code absent;
  for (fs::directory_iterator entry(folder, absent), end; entry != end; ++entry) {
    struct stat status {};
    if (::stat(entry->path().c_str(), &status) != 0) continue;
    files.push_back({entry->path().filename().string(), static_cast<std::uint64_t>(status.st_size),
                     static_cast<double>(status.st_mtim.tv_sec) +
                         1e-9 * static_cast<double>(status.st_mtim.tv_nsec)});
  }
  std::sort(files.begin(), files.end(),
            [](const StoredFile& a, const StoredFile& b) { return a.used_s < b.used_s; });
  return files;
}

void mark_used(const fs::path& file) { ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0); }

}  // namespace efs::device
