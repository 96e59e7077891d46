#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/torch_free/command_words.h"
#include "cli/torch_free/completion.h"
#include "core/text/shell_words.h"

namespace efs::cli {
namespace {

constexpr const char* kBegin = R"(# bash completion of efs, made by: efs completion bash
_efs() {
  local word=$2 before=$3 path=efs words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$path ${COMP_WORDS[i]}" in
)";
constexpr const char* kEnd = R"(  esac
  if [[ $word == -* || $path == efs ]] || ((only)); then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    return
  fi
  if ((keys)) && [[ $word == [a-z]* ]]; then
    mapfile -t COMPREPLY < <(compgen -S = -W "$overrides" -- "$word")
    ((${#COMPREPLY[@]})) && compopt -o nospace 2>/dev/null
  fi
  compopt -o filenames 2>/dev/null
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word")
}
complete -F _efs efs
)";

/// What may stand behind the command: its commands and options.
std::vector<std::string> bash_words(const CommandDescription& command) {
  std::vector<std::string> words;
  for (const auto& inner : command.commands) words.push_back(inner.name);
  for (const auto& option : command.options) {
    for (const std::string& name : option.names) {
      if (name.starts_with("--")) words.push_back(name);
    }
  }
  return words;
}

struct Script {
  std::string paths;    // that one more word makes
  std::string choices;  // values behind options
  std::string words;    // by path
};

void add(const std::string& path, const CommandDescription& command, Script& script) {
  script.paths += fmt::format("      {}) path+=\" ${{COMP_WORDS[i]}}\" ;;\n", shell_word(path));
  for (const auto& option : command.options) {
    if (option.choices.empty()) continue;
    for (const std::string& name : option.names) {
      script.choices += fmt::format(
          "    {})\n      mapfile -t COMPREPLY < <(compgen -W {} -- \"$word\")\n      return ;;\n",
          shell_word(path + " " + name),
          shell_word(fmt::format("{}", fmt::join(option.choices, " "))));
    }
  }
  script.words += fmt::format("    {}) words={} only={} keys={} ;;\n", shell_word(path),
                              shell_word(fmt::format("{}", fmt::join(bash_words(command), " "))),
                              command.commands.empty() ? 0 : 1, takes_overrides(command) ? 1 : 0);
  for (const auto& inner : command.commands) add(path + " " + inner.name, inner, script);
}

}  // namespace

std::string bash_completion(const std::vector<CommandDescription>& commands) {
  Script script;
  std::vector<std::string> names;
  for (const auto& command : commands) {
    names.push_back(command.name);
    add("efs " + command.name, command, script);
  }
  return kBegin + script.paths + "    esac\n  done\n  case \"$path $before\" in\n" +
         script.choices + "  esac\n  local only=0 keys=0 overrides=" +
         shell_word(fmt::format("{}", fmt::join(override_words(), " "))) +
         "\n  case \"$path\" in\n    efs) words=" +
         shell_word(fmt::format("{} --help --version", fmt::join(names, " "))) + " ;;\n" +
         script.words + kEnd;
}

}  // namespace efs::cli
