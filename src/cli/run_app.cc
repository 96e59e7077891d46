#include "cli/run_app.h"

#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "cli/description.h"
#include "core/error.h"
#include "core/process/standard_streams.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"

namespace efs::cli {
namespace {

constexpr int kExitError = 1;

/// `message` may hold text of files, boards and databases. Not with fmt, which throws where
/// standard error cannot be written.
void tell(const std::string& message) {
  const std::string text = "efs: " + printable_lines(message) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

/// `lost` becomes the errno where standard output could not be written.
int run_and_tell(const std::function<int()>& program, int& lost) {
  try {
    return program();
  } catch (const UsageError& error) {
    tell(error.what());
    return kExitUsage;
  } catch (const std::system_error& error) {
    // fmt throws it where standard output fails; code_after_output() tells of it.
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

}  // namespace

int exit_code_of(const std::function<int()>& program) {
  hold_standard_streams();
  int lost = 0;
  const int code = run_and_tell(program, lost);
  return code_after_output(code, "efs", lost);
}

int run_app(CLI::App& app, const std::vector<std::string>& arguments) {
  return exit_code_of([&] {
    if (arguments == std::vector<std::string>{kDescribe}) {
      fmt::print("{}\n", json_text(to_json(describe_commands(app))));
      return 0;
    }
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
