// Scripts with which a shell completes the program's commands, options and values.
#pragma once

#include <string>
#include <vector>

#include "cli/description.h"

namespace efs::cli {

struct Shell {
  std::string name;  // "bash"
  std::string (*script)(const std::vector<CommandDescription>& commands);
};

const std::vector<Shell>& shells();

// The rows' functions, a file each.
std::string bash_completion(const std::vector<CommandDescription>& commands);
std::string fish_completion(const std::vector<CommandDescription>& commands);
std::string zsh_completion(const std::vector<CommandDescription>& commands);

}  // namespace efs::cli
