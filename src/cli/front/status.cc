#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "cli/front/commands.h"
#include "cli/front/study_lookup.h"
#include "cli/front/study_status.h"
#include "core/error.h"

namespace efs::cli {
namespace {

struct Arguments {
  std::string study;
  std::string runs = "runs";
  std::string format = "text";
  bool watch = false;
};

constexpr auto kWatchInterval = std::chrono::seconds(2);
constexpr const char* kClearScreen = "\x1b[H\x1b[2J";

StudyStatus read_status(const study::StudyPlace& place) {
  return study_status(read_study(place), place.folder);
}

void print(const StudyStatus& status, const Arguments& arguments) {
  if (arguments.format == "json") {
    // One line each, when there are several.
    fmt::print("{}\n", to_json(status).dump(arguments.watch ? -1 : 2));
  } else {
    if (arguments.watch && ::isatty(STDOUT_FILENO) != 0) fmt::print("{}", kClearScreen);
    fmt::print("{}", status_text(status));
  }
  std::fflush(stdout);
}

/// With `watch`, until the study is done or the user has seen enough.
void show_one(const Arguments& arguments) {
  const study::StudyPlace place = find_study(arguments.study);
  while (true) {
    const StudyStatus status = read_status(place);
    print(status, arguments);
    if (!arguments.watch || status.done) return;
    std::this_thread::sleep_for(kWatchInterval);
  }
}

/// A study that cannot be read does not hide the others.
void show_all(const Arguments& arguments) {
  std::vector<StudyStatus> studies;
  for (const study::StudyPlace& place : list_studies(arguments.runs)) {
    try {
      studies.push_back(read_status(place));
    } catch (const Error& error) {
      fmt::print(stderr, "efs: left out {}: {}\n", place.folder.string(), error.what());
    }
  }
  if (arguments.format == "json") {
    Json list = Json::array();
    for (const StudyStatus& status : studies) list.push_back(to_json(status));
    fmt::print("{}\n", list.dump(2));
  } else if (studies.empty()) {
    fmt::print("there are no studies under {}; `efs search` begins one\n", arguments.runs);
  } else {
    fmt::print("{}", list_text(studies));
  }
}

}  // namespace

void add_status(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("status", "list the studies, or show how far one is");
  command
      ->add_option(
          "study", arguments->study,
          "a study folder, its name under ./runs, or a URL; all under ./runs if none is given")
      ->type_name("STUDY");
  command->add_option("--runs", arguments->runs, "folder whose studies are listed")
      ->capture_default_str()
      ->type_name("DIR");
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->add_flag("--watch", arguments->watch, "again every 2 s, until the study is done");
  command->callback([arguments] {
    if (arguments->study.empty()) {
      if (arguments->watch) fail_usage("--watch is for one STUDY");
      show_all(*arguments);
    } else {
      show_one(*arguments);
    }
  });
}

void add_study_list(CLI::App& study_command) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = study_command.add_subcommand("list", "list the studies of a folder");
  command->add_option("--runs", arguments->runs, "the folder")
      ->capture_default_str()
      ->type_name("DIR");
  command->add_option("--format", arguments->format, "text or json")
      ->capture_default_str()
      ->check(CLI::IsMember({"text", "json"}));
  command->callback([arguments] { show_all(*arguments); });
}

}  // namespace efs::cli
