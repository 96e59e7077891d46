#include <fmt/format.h>

#include "cli/config/search_config.h"
#include "cli/options.h"
#include "cli/torch/commands.h"
#include "core/files/user_files.h"
#include "core/text/shell_words.h"

namespace efs::cli {

void add_init(CLI::App& app) {
  auto* command = add_command(app, "init");
  auto out = std::make_shared<std::string>("efs.yaml");
  add_path(*command, "file", *out, "FILE", "new file to write")->capture_default_str();
  command->callback([out] {
    write_new_file(*out, config_template(), "give another name");
    fmt::print("wrote {}; set data.images and data.labels in it, then: {}\n", *out,
               shell_line({"efs", "search", *out}));
  });
}

}  // namespace efs::cli
