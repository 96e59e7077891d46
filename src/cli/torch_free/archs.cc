
#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "core/error.h"
#include "nn/arch_table.h"
#include "nn/catalogue.h"

namespace efs::cli {
namespace {

struct ArchsArguments {
  nn::ArchTableOptions table;
  std::string format = "text";
};

void run_archs(const ArchsArguments& arguments) {
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
  add_format(*command, arguments->format);
  command->callback([arguments] { run_archs(*arguments); });
}

}  // namespace efs::cli
