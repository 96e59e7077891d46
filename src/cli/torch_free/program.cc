#include "cli/torch_free/program.h"

#include <algorithm>
#include <cstdio>

#include "cli/command_table.h"
#include "cli/run_app.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/exec_worker.h"
#include "core/error.h"
#include "core/version.h"

namespace efs::cli {
namespace {

constexpr int kExitUsage = 2;

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

int run_here(const std::vector<std::string>& arguments) {
  CLI::App app("EdgeFaceSearch", "efs");
  app.require_subcommand(1);
  add_archs(app);
  add_report(app);
  add_simulate(app);
  add_status(app);
  add_study(app);
  return run_app(app, arguments);
}

int dispatch(std::vector<std::string> arguments) {
  if (arguments.empty()) {
    fmt::print(stderr, "{}", help_text());
    return kExitUsage;
  }
  if (arguments.size() > 1 && arguments[0] == "help") arguments = {arguments[1], "--help"};
  if (is_one_of(arguments[0], {"-h", "--help", "help"})) {
    fmt::print("{}", help_text());
    return 0;
  }
  if (is_one_of(arguments[0], {"--version", "version"})) {
    fmt::print("efs {}\n", program_version());
    return 0;
  }
  if (arguments[0].rfind('-', 0) == 0) {
    fail_usage("unknown option {} before a command (efs --help lists the commands)", arguments[0]);
  }
  const Command& command = find_command(arguments[0]);
  if (command.runs_in == RunsIn::kWorker) exec_worker(arguments);
  return run_here(arguments);
}

}  // namespace

int run_front(const std::vector<std::string>& arguments) {
  return exit_code_of([&] { return dispatch(arguments); });
}

}  // namespace efs::cli
