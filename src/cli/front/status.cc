#include <cstdio>

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
};

StudyStatus read_status(const study::StudyPlace& place) {
  return study_status(read_study(place), place.folder);
}

void show_one(const Arguments& arguments) {
  const StudyStatus status = read_status(find_study(arguments.study));
  if (arguments.format == "json") {
    fmt::print("{}\n", to_json(status).dump(2));
  } else {
    fmt::print("{}", status_text(status));
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
  command->callback([arguments] {
    if (arguments->study.empty()) {
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
