#include "program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "core/files/files.h"

namespace efs::testing {
namespace {

namespace fs = std::filesystem;

/// Starts a program with standard output and error in files.
int start(const std::string& program, const std::vector<std::string>& arguments,
          const fs::path& working_folder, const fs::path& out, const fs::path& err) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const int process = ::fork();
  if (process < 0) throw std::runtime_error("fork");
  if (process > 0) return process;
  const int flags = O_WRONLY | O_CREAT | O_APPEND;
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(::open(out.c_str(), flags, 0600), STDOUT_FILENO);
  ::dup2(::open(err.c_str(), flags, 0600), STDERR_FILENO);
  if (::chdir(working_folder.c_str()) != 0) ::_exit(126);
  ::execv(program.c_str(), argv.data());
  ::_exit(127);
}

int code_of(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }

int exit_code_of(int process) {
  int status = 0;
  if (::waitpid(process, &status, 0) != process) throw std::runtime_error("waitpid");
  return code_of(status);
}

}  // namespace

const std::string& efs_program() {
  static const std::string program = std::string(EFS_BINARY_DIR) + "/efs";
  return program;
}

ProgramResult run_efs(const std::vector<std::string>& arguments, const fs::path& working_folder) {
  return run_program(efs_program(), arguments, working_folder);
}

ProgramResult run_program(const std::string& program, const std::vector<std::string>& arguments,
                          const fs::path& working_folder) {
  const TemporaryFolder outputs;
  const int process = start(program, arguments, working_folder, outputs / "out", outputs / "err");
  ProgramResult result;
  result.exit_code = exit_code_of(process);
  result.out = read_file(outputs / "out");
  result.err = read_file(outputs / "err");
  return result;
}

void wait_for(const std::function<bool()>& condition) {
  constexpr auto kBetween = std::chrono::milliseconds(20);
  constexpr int kMostTimes = 30'000;
  for (int i = 0; i < kMostTimes; ++i) {
    if (condition()) return;
    std::this_thread::sleep_for(kBetween);
  }
  throw std::runtime_error("what was waited for has not come in ten minutes");
}

BackgroundEfs::BackgroundEfs(const std::vector<std::string>& arguments, const fs::path& log)
    : process_(start(efs_program(), arguments, ".", log, log)) {}

BackgroundEfs::~BackgroundEfs() {
  if (exit_code_) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void BackgroundEfs::signal(int number) const { ::kill(process_, number); }

std::vector<int> BackgroundEfs::children() const {
  const std::string process = std::to_string(process_);
  std::ifstream list("/proc/" + process + "/task/" + process + "/children");
  return {std::istream_iterator<int>(list), std::istream_iterator<int>()};
}

void BackgroundEfs::hold_workers_when(const std::function<bool()>& condition) const {
  wait_for([&] {
    const auto held = children();
    for (const int worker : held) ::kill(worker, SIGSTOP);
    const bool fulfilled = !held.empty() && children() == held && condition();
    if (!fulfilled) continue_workers();
    return fulfilled;
  });
}

void BackgroundEfs::continue_workers() const {
  for (const int worker : children()) ::kill(worker, SIGCONT);
}

bool BackgroundEfs::running() {
  int status = 0;
  if (!exit_code_ && ::waitpid(process_, &status, WNOHANG) == process_) {
    exit_code_ = code_of(status);
  }
  return !exit_code_;
}

int BackgroundEfs::wait() {
  if (!exit_code_) exit_code_ = exit_code_of(process_);
  return *exit_code_;
}

bool has_trained(const fs::path& study) {
  std::error_code none;
  for (const auto& trial : fs::directory_iterator(study / "trials", none)) {
    if (fs::exists(trial.path() / "checkpoint.safetensors")) return true;
  }
  return false;
}

std::string results_without_times(const fs::path& study) {
  constexpr int kColumns = 11;  // up to the fitness
  std::istringstream table(read_file(study / "results.csv"));
  std::string text;
  for (std::string line; std::getline(table, line); text += "\n") {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i < kColumns && std::getline(fields, field, ','); ++i) text += field + ",";
  }
  return text;
}

}  // namespace efs::testing
