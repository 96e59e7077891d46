// What a command line accepts, as plain data: completions and manual pages are made of it.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/text/json.h"

namespace efs::cli {

struct OptionDescription {
  std::vector<std::string> names;    // "-h", "--help"; empty: it is positional
  std::string value;                 // "FILE", "STUDY"; empty: it takes none
  std::vector<std::string> choices;  // that the value is one of; often empty
  std::string help;
  std::string usual;  // the default; empty: none
  bool required = false;
};

struct CommandDescription {
  std::string name;
  std::string summary;
  std::vector<OptionDescription> options;  // positional ones too
  std::vector<CommandDescription> commands;
};

/// Of an option's type as CLI11 shows it: "TEXT:{text,json}", "INT:INT in [1 - 4096]", "STUDY".
void set_type(OptionDescription& option, const std::string& type);

/// The commands of a program. Those without a summary are not for users, and left out.
std::vector<CommandDescription> describe_commands(const CLI::App& program);

Json to_json(const std::vector<CommandDescription>& commands);
/// Error: `json` is not what to_json() wrote.
std::vector<CommandDescription> commands_from_json(const Json& json);

}  // namespace efs::cli
