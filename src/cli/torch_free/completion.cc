#include "cli/torch_free/completion.h"

namespace efs::cli {

const std::vector<Shell>& shells() {
  static const std::vector<Shell> table = {
      {"bash", "efs", bash_completion},
      {"zsh", "_efs", zsh_completion},
      {"fish", "efs.fish", fish_completion},
  };
  return table;
}

std::string single_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    // Ends the quotes, adds a quote, and begins them again.
    if (c == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace efs::cli
