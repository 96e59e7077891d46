// `efs completion` and `efs manual`: the command line says what it accepts.
#include <fmt/format.h>

#include "cli/options.h"
#include "cli/torch_free/command_words.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/completion.h"
#include "cli/torch_free/manual.h"
#include "core/text/named_rows.h"

namespace efs::cli {

void add_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  auto* command = add_command(app, "completion");
  command->add_option("shell", *shell, "whose script is printed")
      ->required()
      ->type_name("SHELL")
      ->check(CLI::IsMember(names_of(shells())));
  command->callback(
      [shell] { fmt::print("{}", find_row(shells(), "shell", *shell).script(all_commands())); });
}

void add_manual(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  auto* command = add_command(app, "manual");
  command->add_option("command", *name, "a command; none: the program itself")
      ->type_name("COMMAND");
  command->callback([name] {
    const auto commands = all_commands();
    fmt::print("{}", name->empty() ? manual_page(commands)
                                   : manual_page(find_row(commands, "command", *name)));
  });
}

}  // namespace efs::cli
