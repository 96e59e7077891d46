#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/torch_free/command_words.h"
#include "cli/torch_free/completion.h"
#include "core/text/shell_words.h"

namespace efs::cli {
namespace {

/// For a part of a specification of _arguments or _describe.
std::string zsh_escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

std::string values_of(const OptionDescription& option) {
  if (!option.choices.empty()) return fmt::format("({})", fmt::join(option.choices, " "));
  return "_files";
}

std::string specifications(const CommandDescription& command) {
  std::string lines;
  const auto add = [&](const std::string& specification) {
    lines += " \\\n    " + shell_word(specification);
  };
  for (const auto& option : command.options) {
    const std::string value =
        option.value.empty() ? "" : ":" + zsh_escaped(option.value) + ":" + values_of(option);
    for (const std::string& name : option.names) {
      add(name + "[" + zsh_escaped(option.help) + "]" + value);
    }
    if (option.names.empty()) {
      add("*:" + zsh_escaped(option.value) + ":" +
          (takes_overrides(command) ? "_efs_overrides" : values_of(option)));
    }
  }
  return lines;
}

/// The body that hands on to the functions of the commands behind.
std::string hand_on(const std::string& function, const std::vector<CommandDescription>& commands) {
  std::string names, cases;
  for (const auto& command : commands) {
    names += "\n      " + shell_word(zsh_escaped(command.name) + ":" + command.summary);
    cases += fmt::format("    {0}) shift words; (( CURRENT-- )); {1}_{2}; return ;;\n",
                         command.name, function, command.name);
  }
  return fmt::format(
      "  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then\n    local -a known\n"
      "    known=({}\n    )\n    _describe command known\n    return\n  fi\n"
      "  case $words[2] in\n{}  esac\n",
      names, cases);
}

void add_function(const std::string& function, const CommandDescription& command,
                  std::string& script) {
  for (const auto& inner : command.commands)
    add_function(function + "_" + inner.name, inner, script);
  script += function + "() {\n";
  if (!command.commands.empty()) script += hand_on(function, command.commands);
  script += "  _arguments" + specifications(command) + "\n}\n";
}

}  // namespace

std::string zsh_completion(const std::vector<CommandDescription>& commands) {
  std::string script = "#compdef efs\n# zsh completion of efs, made by: efs completion zsh\n";
  script += fmt::format("_efs_overrides() {{\n  _files\n  compadd -S = -- {}\n}}\n",
                        fmt::join(override_words(), " "));
  for (const auto& command : commands) add_function("_efs_" + command.name, command, script);
  script += "_efs() {\n" + hand_on("_efs", commands) + "}\n";
  return script +
         "if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _efs \"$@\"; else compdef _efs efs; "
         "fi\n";
}

}  // namespace efs::cli
