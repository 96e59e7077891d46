#include "cli/run_app.h"

#include <cstdio>
#include <exception>

#include "core/error.h"

namespace efs::cli {
namespace {

constexpr int kExitError = 1;
constexpr int kExitUsage = 2;

}  // namespace

int exit_code_of(const std::function<int()>& program) {
  try {
    return program();
  } catch (const UsageError& error) {
    fmt::print(stderr, "efs: {}\n", error.what());
    return kExitUsage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "efs: {}\n", error.what());
    return kExitError;
  }
}

int run_app(CLI::App& app, const std::vector<std::string>& arguments) {
  return exit_code_of([&] {
    try {
      // CLI11 takes the words from the back.
      app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
      return 0;
    } catch (const CLI::RuntimeError& error) {
      return error.get_exit_code();
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == 0 ? 0 : kExitUsage;  // --help of a command is no error
    }
  });
}

}  // namespace efs::cli
