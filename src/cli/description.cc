#include "cli/description.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/text_parts.h"

namespace efs::cli {
namespace {

OptionDescription describe_option(const CLI::Option& option) {
  OptionDescription description{.names = {},
                                .value = {},
                                .choices = {},
                                .help = option.get_description(),
                                .usual = option.get_default_str(),
                                .required = option.get_required()};
  for (const std::string& name : option.get_snames()) description.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) description.names.push_back("--" + name);
  const bool takes_value = option.get_items_expected_max() > 0;
  if (takes_value) set_type(description, option.get_type_name());
  if (description.names.empty() && description.value.empty()) description.value = "WORD";
  return description;
}

CommandDescription describe_command(const CLI::App& command) {
  CommandDescription description{.name = command.get_name(), .summary = command.get_description()};
  for (const CLI::Option* option : command.get_options()) {
    description.options.push_back(describe_option(*option));
  }
  description.commands = describe_commands(command);
  return description;
}

Json to_json(const OptionDescription& option) {
  return {{"names", option.names}, {"value", option.value}, {"choices", option.choices},
          {"help", option.help},   {"usual", option.usual}, {"required", option.required}};
}

OptionDescription option_from_json(const Json& json) {
  return {.names = json.at("names"),
          .value = json.at("value"),
          .choices = json.at("choices"),
          .help = json.at("help"),
          .usual = json.at("usual"),
          .required = json.at("required")};
}

CommandDescription command_from_json(const Json& json) {
  CommandDescription command{.name = json.at("name"), .summary = json.at("summary")};
  for (const Json& option : json.at("options")) {
    command.options.push_back(option_from_json(option));
  }
  command.commands = commands_from_json(json.at("commands"));
  return command;
}

}  // namespace

void set_type(OptionDescription& option, const std::string& type) {
  const std::size_t open = type.find('{');
  const std::size_t close = type.rfind('}');
  option.value = type.substr(0, type.find(':'));
  if (open == std::string::npos || close == std::string::npos || close < open) return;
  if (open == 0) option.value = "WORD";
  option.choices = split(type.substr(open + 1, close - open - 1), ',');
}

std::vector<CommandDescription> describe_commands(const CLI::App& program) {
  std::vector<CommandDescription> commands;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (!command->get_description().empty()) commands.push_back(describe_command(*command));
  }
  return commands;
}

Json to_json(const std::vector<CommandDescription>& commands) {
  Json list = Json::array();
  for (const CommandDescription& command : commands) {
    Json options = Json::array();
    for (const OptionDescription& option : command.options) options.push_back(to_json(option));
    list.push_back({{"name", command.name},
                    {"summary", command.summary},
                    {"options", std::move(options)},
                    {"commands", to_json(command.commands)}});
  }
  return list;
}

std::vector<CommandDescription> commands_from_json(const Json& json) try {
  std::vector<CommandDescription> commands;
  for (const Json& command : json) commands.push_back(command_from_json(command));
  return commands;
} catch (const Json::exception& error) {
  fail("the description of the commands is damaged: {}", error.what());
}

}  // namespace efs::cli
