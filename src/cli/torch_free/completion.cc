#include "cli/torch_free/completion.h"

namespace efs::cli {

const std::vector<Shell>& shells() {
  static const std::vector<Shell> table = {
      {"bash", bash_completion},
      {"zsh", zsh_completion},
      {"fish", fish_completion},
  };
  return table;
}

}  // namespace efs::cli
