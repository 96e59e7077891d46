#include "cli/options.h"

#include "cli/command_table.h"
#include "core/text/outside_text.h"
#include "core/text/parse_number.h"
#include "study/location/study_url.h"

namespace efs::cli {

CLI::App* add_command(CLI::App& app, const std::string& name) {
  return app.add_subcommand(name, find_command(name).summary);
}

CLI::Validator is_path() {
  const auto problem = [](const std::string& word) -> std::string {
    if (word.empty()) return "it is empty (is a shell variable unset?)";
    if (!study::is_foreign_url(word)) return "";
    return "it is a URL that nothing here opens; name a file or a folder, or a study as "
           "postgresql://HOST/DATABASE/STUDY";
  };
  return {problem, "", "path"};
}

CLI::Validator in_range(const NumberRange& range) {
  const auto problem = [range](const std::string& word) -> std::string {
    const auto number = parse_number<double>(word);
    if (number && range.contains(*number)) return "";
    return fmt::format("it must be {}, not '{}'", range.words(), printable(word));
  };
  return {problem, "", "number"};
}

void add_study_word(CLI::App& command, const std::string& name, std::string& study) {
  add_path(command, name, study, "STUDY", "a study folder, its name under ./runs, or a URL")
      ->required();
}

CLI::Option* add_new_study(CLI::App& command, std::string& study, std::string& folder) {
  auto* option = add_path(command, "--study", study, "STUDY",
                          "new folder, or postgresql://HOST/DATABASE/NAME");
  add_path(command, "--folder", folder, "DIR",
           "folder of the study's files, where --study is a URL (default: runs/NAME)");
  return option;
}

void add_agent_files(CLI::App& command, std::filesystem::path& token_file,
                     std::filesystem::path& ca_certificate, CLI::Option* target) {
  for (CLI::Option* option :
       {add_path(command, "--token-file", token_file, "FILE", "file with the agent's token"),
        add_path(command, "--ca-cert", ca_certificate, "FILE",
                 "PEM file that the agent's https certificate is signed with")}) {
    if (target != nullptr) option->needs(target);
  }
}

void add_format(CLI::App& command, std::string& format) {
  command.add_option("--format", format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace efs::cli
