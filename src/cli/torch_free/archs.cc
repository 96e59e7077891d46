
#include "cli/config/networks.h"
#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "graph/text/graph_file.h"
#include "nn/arch_table.h"
#include "nn/catalogue.h"
#include "nn/network.h"

namespace efs::cli {
namespace {

struct ArchsArguments {
  nn::ArchTableOptions table;
  std::string format = "text";
  std::string described;  // a name or a file; empty: the table
};

/// As a file that is read again (graph/text/graph_file.h).
void describe(const ArchsArguments& arguments) {
  nn::NetworkOptions network{.head = arguments.table.head, .input = square(arguments.table.input)};
  set_architecture(network, arguments.described);
  fmt::print("{}", graph::graph_text(nn::build_network(network)));
}

void run_archs(const ArchsArguments& arguments) {
  if (!arguments.described.empty()) return describe(arguments);
  const std::vector<nn::ArchRow> rows = nn::arch_table(arguments.table);
  if (arguments.format == "json") {
    fmt::print("{}\n", nn::to_json(rows).dump(2));
  } else {
    fmt::print("{}", nn::format_text(rows));
  }
}

}  // namespace

void add_archs(CLI::App& app) {
  auto arguments = std::make_shared<ArchsArguments>();
  auto* command = add_command(app, "archs");
  command->add_option("--input", arguments->table.input, "square model input, pixels")
      ->capture_default_str()
      ->check(CLI::Range(1, 4096));
  command->add_option("--head", arguments->table.head, "head behind the backbone")
      ->capture_default_str()
      ->check(CLI::IsMember(nn::head_names()));
  command
      ->add_option("--describe", arguments->described,
                   "print the layers of one, as a file that efs reads (docs/own-networks.md)")
      ->type_name("NAME|FILE");
  add_format(*command, arguments->format);
  // Runs in the worker; here for the help.
  command->add_subcommand("check", "whether a network trains, is exported, and runs");
  command->callback([arguments] { run_archs(*arguments); });
}

}  // namespace efs::cli
