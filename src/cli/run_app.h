// From a CLI11 program to an exit code: the one place that prints errors.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

namespace efs::cli {

inline constexpr int kExitUsage = 2;
/// The only word on a command line with which a program prints what its commands are, as JSON
/// (description.h) on one line: one executable asks the other.
inline constexpr const char* kDescribe = "--describe";

/// Prints an Error as "efs: MESSAGE" on standard error. Returns 0; 1 for an Error, and where
/// standard output could not be written; kExitUsage for a wrong command line or configuration; the
/// code of a CLI::RuntimeError that a command threw.
int exit_code_of(const std::function<int()>& program);

/// Parses the words behind the program's name and runs the command that they name.
int run_app(CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace efs::cli
