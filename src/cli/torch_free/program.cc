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

int run_here(const std::vector<std::string>& arguments) {
  CLI::App app("EdgeFaceSearch", "efs");
  app.require_subcommand(1);
  add_front_commands(app);
  return run_app(app, arguments);
}

bool is_the_workers(const Command& command, const std::vector<std::string>& arguments) {
  if (command.runs_in == RunsIn::kWorker) return true;
  return arguments.size() > 1 && std::ranges::count(command.worker_words, arguments[1]) > 0;
}

int dispatch(std::vector<std::string> arguments) {
  if (arguments.empty()) {
    fmt::print(stderr, "{}", help_text());
    return kExitUsage;
  }
  if (arguments.size() > 1 && arguments[0] == "help") arguments = {arguments[1], "--help"};
  const std::string& word = arguments[0];
  if (word == "-h" || word == "--help" || word == "help") {
    fmt::print("{}", help_text());
    return 0;
  }
  if (word == "--version" || word == "version") {
    fmt::print("efs {}\n", program_version());
    return 0;
  }
  if (word.starts_with('-')) {
    fail_usage("unknown option {} before a command (efs --help lists the commands)", word);
  }
  if (is_the_workers(find_command(word), arguments)) exec_worker(arguments);
  return run_here(arguments);
}

}  // namespace

void add_front_commands(CLI::App& app) {
  add_archs(app);
  add_completion(app);
  add_manual(app);
  add_report(app);
  add_serve(app);
  add_simulate(app);
  add_status(app);
  add_study(app);
}

int run_front(const std::vector<std::string>& arguments) {
  return exit_code_of([&] { return dispatch(arguments); });
}

}  // namespace efs::cli
