#include <vector>

#include "cli/torch_free/program.h"

int main(int argc, char** argv) {
  return efs::cli::run_front(std::vector<std::string>(argv + 1, argv + argc));
}
