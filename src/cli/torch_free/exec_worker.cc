#include "cli/torch_free/exec_worker.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "cli/program_words.h"
#include "core/error.h"

namespace efs::cli {

namespace fs = std::filesystem;

fs::path find_worker(const fs::path& program) {
  const fs::path folder = program.parent_path();
  const fs::path candidates[] = {folder / "efs-worker",
                                 folder.parent_path() / "libexec" / "efs" / "efs-worker"};
  for (const fs::path& candidate : candidates) {
    if (::access(candidate.c_str(), X_OK) == 0 && !fs::is_directory(candidate)) return candidate;
  }
  fail(
      "efs-worker, which runs this command, is neither {} nor {}; build or install it (`make "
      "build`)",
      candidates[0].string(), candidates[1].string());
}

void exec_worker(std::vector<std::string> arguments) {
  const fs::path worker = find_worker(fs::read_symlink("/proc/self/exe"));
  std::fflush(nullptr);
  ::execv(worker.c_str(), exec_words(arguments).data());
  fail("{} does not start: {}", worker.string(), std::strerror(errno));
}

}  // namespace efs::cli
