#include "cli/run_app.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "core/error.h"
#include "core/process/standard_streams.h"
#include "core/text/outside_text.h"
#include "study/location/study_url.h"

namespace efs::cli {
namespace {

constexpr int kExitError = 1;
constexpr int kExitUsage = 2;
/// How the commands call options that are paths.
constexpr const char* kPathTypes[] = {"CURVES.csv", "DIR",   "FILE", "IMAGES",
                                      "MODEL",      "STUDY", "OUT",  "STUDY[:TRIAL]"};

/// Text of files, boards and databases may be in it. Not with fmt, which throws where standard
/// error cannot be written.
void tell(const std::string& message) {
  const std::string text = "efs: " + printable_lines(message) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// `lost`: the errno where standard output could not be written.
int run_and_tell(const std::function<int()>& program, int& lost) {
  try {
    return program();
  } catch (const UsageError& error) {
    tell(error.what());
    return kExitUsage;
  } catch (const std::system_error& error) {
    // fmt says so of standard output; code_after_output() tells it.
    if (std::ferror(stdout) != 0) lost = error.code().value();
    if (lost == 0) tell(error.what());
    return kExitError;
  } catch (const std::bad_alloc&) {
    tell("there is not enough memory");
    return kExitError;
  } catch (const std::exception& error) {
    tell(error.what());
    return kExitError;
  }
}

/// What is wrong with a word that shall be a path; empty: nothing.
std::string path_problem(const std::string& word) {
  if (word.empty()) return "it is empty (is a shell variable unset?)";
  if (!study::is_foreign_url(word)) return "";
  return "it is a URL that nothing here opens; name a file or a folder, or a study as "
         "postgresql://HOST/DATABASE/STUDY";
}

void check_paths(CLI::App& app) {
  const CLI::Validator path(path_problem, "", "path");
  for (CLI::Option* option : app.get_options()) {
    const auto is_type = [&](const char* type) { return option->get_type_name() == type; };
    if (std::any_of(std::begin(kPathTypes), std::end(kPathTypes), is_type)) option->check(path);
  }
  for (CLI::App* command : app.get_subcommands({})) check_paths(*command);
}

}  // namespace

int exit_code_of(const std::function<int()>& program) {
  hold_standard_streams();
  int lost = 0;
  const int code = run_and_tell(program, lost);
  return code_after_output(code, "efs", lost);
}

int run_app(CLI::App& app, const std::vector<std::string>& arguments) {
  return exit_code_of([&] {
    try {
      check_paths(app);
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
