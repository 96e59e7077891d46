// Commands and the options that several of them have.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "core/config/number_range.h"

namespace efs::cli {

/// The cure where the FILE of --csv stands already.
inline constexpr const char* kCsvCure = "give another name with --csv, or remove it";

/// What the type of a positional argument ends with that takes overrides of a configuration.
inline constexpr const char* kOverride = "KEY=VALUE";

/// A command of the table (command_table.h), with its summary.
CLI::App* add_command(CLI::App& app, const std::string& name);

/// UsageError from CLI11: an empty word, or a URL that nothing here opens.
CLI::Validator is_path();

/// UsageError from CLI11: not a number, or not in the range.
CLI::Validator in_range(const NumberRange& range);

/// An option, or a positional argument, that is a file or a folder: one, or a list of them.
template <typename Target>
CLI::Option* add_path(CLI::App& command, const std::string& name, Target& target,
                      const std::string& type, const std::string& help) {
  return command.add_option(name, target, help)->type_name(type)->check(is_path());
}

/// A study that exists, by its folder, its name or its URL; required.
void add_study_word(CLI::App& command, const std::string& name, std::string& study);

/// "--study" and "--folder" of a study that begins: where it and its files go.
CLI::Option* add_new_study(CLI::App& command, std::string& study, std::string& folder);

/// "--token-file" and "--ca-cert" of an efs-agent; only with the option `target`, where one is
/// given.
void add_agent_files(CLI::App& command, std::filesystem::path& token_file,
                     std::filesystem::path& ca_certificate, CLI::Option* target = nullptr);

/// "--format text|json"
void add_format(CLI::App& command, std::string& format);

/// Runs `run` when the command is given; its result is the program's exit code.
template <typename Run>
void set_exit_code_by(CLI::App& command, Run run) {
  command.callback([run] {
    if (const int code = run(); code != 0) throw CLI::RuntimeError(code);
  });
}

}  // namespace efs::cli
