// Drawn pictures with any number of faces, and a study of seconds on them, which all tests of a
// program share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/program.h"

namespace efs::testing {

class SmallFaces {
 public:
  /// Draws the pictures: with up to three faces.
  explicit SmallFaces(int images = 48);

  std::string path(const std::string& name) const { return (folder_ / name).string(); }
  std::string images() const { return path("faces/images"); }
  std::string labels() const { return path("faces/labels.txt"); }
  /// `command` (search, train) on the pictures, in a study (a folder or a URL): one small network
  /// with a recipe that learns in seconds. A later word wins.
  std::vector<std::string> words(const std::string& command, const std::string& study,
                                 const std::vector<std::string>& more = {}) const;

 private:
  TemporaryFolder folder_;
};

}  // namespace efs::testing
