#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <thread>

#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "cli/torch_free/status_text.h"
#include "core/error.h"
#include "core/terminal/terminal.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "core/text/shell_words.h"
#include "study/location/study_url.h"

namespace efs::cli {
namespace {

struct StatusArguments {
  std::string study;
  std::string runs = "runs";
  std::string format = "text";
  bool watch = false;
};

constexpr auto kWatchInterval = std::chrono::seconds(2);
constexpr const char* kClearScreen = "\x1b[H\x1b[2J";

// The user has asked for no study in particular, so none may keep the others waiting.
constexpr auto kLongestWait = std::chrono::seconds(20);
// A study.url that came with a folder may lead anywhere: no password of the environment goes there.
constexpr study::Access kUnasked{.patience_s = 0.0, .password_from_environment = false};

StudyStatus read_status(const study::StudyLocation& location, const study::Access& access = {}) {
  return study_status(read_study(location, access), location.folder);
}

/// Error: a server has not answered for too long; the thread that still waits is left behind.
StudyStatus read_unasked(const study::StudyLocation& location) {
  if (!study::is_postgres_url(location.database)) return read_status(location);
  auto reading = std::make_shared<std::packaged_task<StudyStatus()>>(
      [location] { return read_status(location, kUnasked); });
  auto status = reading->get_future();
  std::thread([reading] { (*reading)(); }).detach();
  if (status.wait_for(kLongestWait) == std::future_status::ready) return status.get();
  fail("its database has not answered for {} s", kLongestWait.count());
}

void print(const StudyStatus& status, const StatusArguments& arguments) {
  if (arguments.format == "json") {
    // One line each, when there are several.
    fmt::print("{}\n", json_text(to_json(status), arguments.watch ? -1 : 2));
  } else {
    if (arguments.watch && is_terminal(STDOUT_FILENO)) fmt::print("{}", kClearScreen);
    fmt::print("{}", status_text(status));
  }
  std::fflush(stdout);
}

/// With `watch`, repeats until the study is done or the user interrupts.
void show_one(const StatusArguments& arguments) {
  const study::StudyLocation location = study::find_study(arguments.study);
  while (true) {
    const StudyStatus status = read_status(location);
    print(status, arguments);
    if (!arguments.watch || status.done) return;
    std::this_thread::sleep_for(kWatchInterval);
  }
}

void tell_left_out(const std::filesystem::path& folder, const std::string& reason) {
  fmt::print(stderr, "efs: left out {}: {}\n", printable(folder.string()), printable_lines(reason));
}

/// A study that cannot be read does not hide the others.
void show_all(const StatusArguments& arguments) {
  std::vector<StudyStatus> studies;
  const study::StudyList found = study::list_studies(arguments.runs);
  for (const study::StudyLocation& location : found.studies) {
    try {
      studies.push_back(read_unasked(location));
    } catch (const std::exception& error) {
      tell_left_out(location.folder, error.what());
      if (study::is_postgres_url(location.database)) {
        fmt::print(stderr, "efs: (PGPASSWORD is only sent to a study that is named: {})\n",
                   shell_line({"efs", "status", location.folder.string()}));
      }
    }
  }
  for (const auto& [folder, reason] : found.unreadable) tell_left_out(folder, reason);
  if (arguments.format == "json") {
    Json list = Json::array();
    for (const StudyStatus& status : studies) list.push_back(to_json(status));
    fmt::print("{}\n", json_text(list, 2));
  } else if (studies.empty()) {
    fmt::print("there are no studies under {}; `efs search` begins one\n", arguments.runs);
  } else {
    fmt::print("{}", list_text(studies));
  }
}

}  // namespace

void add_status(CLI::App& app) {
  auto arguments = std::make_shared<StatusArguments>();
  auto* command = add_command(app, "status");
  add_path(*command, "study", arguments->study, "STUDY",
           "a study folder, its name under ./runs, or a URL; all under ./runs if none is given");
  add_path(*command, "--runs", arguments->runs, "DIR", "folder whose studies are listed")
      ->capture_default_str();
  add_format(*command, arguments->format);
  command->add_flag("--watch", arguments->watch, "again every 2 s, until the study is done");
  command->callback([arguments] {
    if (!arguments->study.empty()) return show_one(*arguments);
    if (arguments->watch) fail_usage("--watch is for one STUDY");
    show_all(*arguments);
  });
}

void add_study_list(CLI::App& study_command) {
  auto arguments = std::make_shared<StatusArguments>();
  auto* command = study_command.add_subcommand("list", "list the studies of a folder");
  add_path(*command, "--runs", arguments->runs, "DIR", "the folder")->capture_default_str();
  add_format(*command, arguments->format);
  command->callback([arguments] { show_all(*arguments); });
}

}  // namespace efs::cli
