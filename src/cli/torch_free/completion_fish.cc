#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/torch_free/command_words.h"
#include "cli/torch_free/completion.h"
#include "core/text/shell_words.h"

namespace efs::cli {
namespace {

std::string joined_names(const std::vector<CommandDescription>& commands) {
  std::string names;
  for (const auto& command : commands) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

/// A line that holds where `condition` does.
std::string fish_line(const std::string& condition, const std::string& rest) {
  return fmt::format("complete -c efs -n {} {}\n", shell_word(condition), rest);
}

std::string option_line(const std::string& condition, const OptionDescription& option) {
  std::string rest;
  for (const std::string& name : option.names) {
    const bool is_long = name.starts_with("--");
    rest += fmt::format("{} {} ", is_long ? "-l" : "-s", name.substr(is_long ? 2 : 1));
  }
  if (!option.choices.empty()) {
    rest += "-x -a " + shell_word(fmt::format("{}", fmt::join(option.choices, " "))) + " ";
  } else if (!option.value.empty()) {
    rest += "-r -F ";
  }
  return fish_line(condition, rest + "-d " + shell_word(option.help));
}

void add_lines(const std::string& condition, const CommandDescription& command,
               std::string& script) {
  for (const auto& option : command.options) {
    if (!option.names.empty()) script += option_line(condition, option);
  }
  if (takes_overrides(command)) {
    for (const std::string& word : override_words()) {
      script += fish_line(condition, "-a " + shell_word(word + "="));
    }
  }
  if (command.commands.empty()) {
    script += fish_line(condition, "-F");
    return;
  }
  const std::string names = joined_names(command.commands);
  for (const auto& inner : command.commands) {
    script += fish_line(condition + "; and not __fish_seen_subcommand_from " + names,
                        "-f -a " + inner.name + " -d " + shell_word(inner.summary));
    add_lines(condition + "; and __fish_seen_subcommand_from " + inner.name, inner, script);
  }
}

}  // namespace

std::string fish_completion(const std::vector<CommandDescription>& commands) {
  std::string script = "# fish completion of efs, made by: efs completion fish\n";
  for (const auto& command : commands) {
    script += fish_line("__fish_use_subcommand",
                        "-f -a " + command.name + " -d " + shell_word(command.summary));
    add_lines("__fish_seen_subcommand_from " + command.name, command, script);
  }
  return script;
}

}  // namespace efs::cli
