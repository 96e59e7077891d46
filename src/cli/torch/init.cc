#include <fmt/format.h>

#include "cli/config/search_config.h"
#include "cli/torch/commands.h"
#include "core/files/user_files.h"
#include "core/text/shell_words.h"

namespace efs::cli {

void add_init(CLI::App& app) {
  auto* command = app.add_subcommand("init", "write a commented configuration to change");
  auto out = std::make_shared<std::string>("efs.yaml");
  command->add_option("file", *out, "where to write it")->capture_default_str()->type_name("FILE");
  command->callback([out] {
    write_new_file(*out, config_template(), "give another name");
    fmt::print("wrote {}; set data.images and data.labels in it, then: {}\n", *out,
               shell_line({"efs", "search", *out}));
  });
}

}  // namespace efs::cli
