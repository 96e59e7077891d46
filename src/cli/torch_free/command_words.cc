#include "cli/torch_free/command_words.h"

#include <algorithm>

#include "cli/command_table.h"
#include "cli/config/key.h"
#include "cli/options.h"
#include "cli/run_app.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/exec_worker.h"
#include "core/error.h"
#include "core/process/child_process.h"
#include "core/text/outside_json.h"

namespace efs::cli {
namespace {

std::vector<CommandDescription> workers_commands() {
  constexpr double kPatience_s = 60.0;
  const auto worker = find_worker(std::filesystem::read_symlink("/proc/self/exe"));
  ChildProcess asked({worker.string(), kDescribe}, "");
  std::string line;
  if (asked.read_line(line, kPatience_s) != ChildProcess::Read::kLine) {
    fail("{} does not say what its commands are: {}", worker.string(), asked.errors());
  }
  return commands_from_json(parse_outside_json(line, worker.string()));
}

std::vector<CommandDescription> front_commands() {
  CLI::App app("EdgeFaceSearch", "efs");
  add_front_commands(app);
  return describe_commands(app);
}

}  // namespace

std::vector<CommandDescription> all_commands() {
  const auto here = front_commands();
  const auto there = workers_commands();
  std::vector<CommandDescription> all;
  for (const Command& row : commands()) {
    const auto front = std::ranges::find(here, row.name, &CommandDescription::name);
    const auto worker = std::ranges::find(there, row.name, &CommandDescription::name);
    if (front == here.end() && worker == there.end())
      fail("no program has the command {}", row.name);
    all.push_back(front == here.end() ? *worker : *front);
    if (front == here.end() || worker == there.end()) continue;
    auto& words = all.back().commands;
    std::erase_if(words, [&](const auto& word) {
      return std::ranges::count(worker->commands, word.name, &CommandDescription::name) > 0;
    });
    words.insert(words.end(), worker->commands.begin(), worker->commands.end());
  }
  return all;
}

std::vector<std::string> override_words() {
  std::vector<std::string> words;
  for (const Section& section : sections()) {
    const std::string path = section.name.empty() ? "" : section.name + ".";
    for (const Key& key : section.keys) words.push_back(path + key.name);
  }
  return words;
}

bool takes_overrides(const CommandDescription& command) {
  return std::ranges::any_of(command.options, [](const OptionDescription& option) {
    return option.names.empty() && option.value.ends_with(kOverride);
  });
}

}  // namespace efs::cli
