#include "device/stored_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace efs::device {

namespace {

/// A SHA-256 in hexadecimal and one of `suffixes`.
bool is_stored_name(const std::string& name, const std::vector<std::string>& suffixes) {
  constexpr std::size_t kDigits = 64;
  return name.find_first_not_of("0123456789abcdef") == kDigits &&
         std::find(suffixes.begin(), suffixes.end(), name.substr(kDigits)) != suffixes.end();
}

struct StoredFile {
  std::string name;
  std::uint64_t bytes = 0;
  double used_s = 0.0;  // when it was written or marked, since the Unix epoch
};

/// The least recently used first; links and folders do not count.
std::vector<StoredFile> stored_files(const fs::path& folder,
                                     const std::vector<std::string>& suffixes) {
  std::vector<StoredFile> files;
  std::error_code absent;
  for (fs::directory_iterator entry(folder, absent), end; entry != end; entry.increment(absent)) {
    const std::string name = entry->path().filename().string();
    struct stat status {};
    if (!is_stored_name(name, suffixes) || ::lstat(entry->path().c_str(), &status) != 0 ||
        !S_ISREG(status.st_mode)) {
      continue;
    }
    files.push_back({name, static_cast<std::uint64_t>(status.st_size),
                     static_cast<double>(status.st_mtim.tv_sec) +
                         1e-9 * static_cast<double>(status.st_mtim.tv_nsec)});
  }
  std::sort(files.begin(), files.end(),
            [](const StoredFile& a, const StoredFile& b) { return a.used_s < b.used_s; });
  return files;
}

}  // namespace

bool make_room(const fs::path& folder, const std::vector<std::string>& suffixes,
               const std::function<bool(std::uint64_t used)>& fits,
               const std::function<bool(const std::string& name)>& is_in_use) {
  const std::vector<StoredFile> files = stored_files(folder, suffixes);
  std::uint64_t used = 0;
  for (const StoredFile& file : files) used += file.bytes;
  for (const StoredFile& file : files) {
    if (fits(used)) return true;
    if (is_in_use && is_in_use(file.name)) continue;
    ::unlink((folder / file.name).c_str());
    used -= file.bytes;
  }
  return fits(used);
}

void mark_used(const fs::path& file) {
  ::utimensat(AT_FDCWD, file.c_str(), nullptr, AT_SYMLINK_NOFOLLOW);
}

}  // namespace efs::device
