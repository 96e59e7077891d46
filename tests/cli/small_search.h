// Drawn faces and a latency cache that all tests of a program share, and the words of a search of
// seconds on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/temporary_folder.h"

namespace efs::testing {

class SmallSearch {
 public:
  /// Draws the faces.
  explicit SmallSearch(int images = 24, int side = 48);

  std::filesystem::path images() const { return folder_ / "faces/images"; }
  std::filesystem::path labels() const { return folder_ / "faces/labels.txt"; }
  std::filesystem::path study(const std::string& name) const { return folder_ / name; }
  /// Two networks of 32 pixels, two learning rates, two stages, one worker.
  std::vector<std::string> words(const std::filesystem::path& study,
                                 const std::vector<std::string>& more = {}) const;

 private:
  TemporaryFolder folder_;
};

}  // namespace efs::testing
