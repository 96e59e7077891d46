#include <cstdio>

#include "cli/config/search_config.h"
#include "cli/worker/commands.h"
#include "core/error.h"
#include "core/files.h"

namespace efs::cli {

void add_init(CLI::App& app) {
  auto* command = app.add_subcommand("init", "write a commented configuration to change");
  auto out = std::make_shared<std::string>("efs.yaml");
  command->add_option("file", *out, "where to write it")->capture_default_str();
  command->callback([out] {
    if (std::filesystem::exists(*out)) fail("{} exists; give another name", *out);
    write_file_atomically(*out, config_template());
    fmt::print("wrote {}; set data.images and data.labels in it, then: efs search {}\n", *out,
               *out);
  });
}

}  // namespace efs::cli
