#include "cli/command_table.h"

#include <algorithm>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/spelling.h"
#include "core/version.h"

namespace efs::cli {
namespace {

constexpr const char* kSearch = "Search";
constexpr const char* kLook = "Look at studies";
constexpr const char* kUse = "Use and judge a model";
constexpr const char* kData = "Data, networks, this machine";

constexpr const char* kFirstSteps =
    "First steps\n"
    "  efs data synth faces                       draw labelled faces to try it with\n"
    "  efs search --images faces/images --labels faces/labels.txt\n"
    "  efs status                                 how far it is, from another terminal\n"
    "  efs predict runs/search/best/model.onnx PHOTO.jpg --overlay out\n";

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"init", "write a commented configuration to change", kSearch},
      {"search", "search for the best detector for this device", kSearch},
      {"worker", "train trials of a study that a search runs elsewhere", kSearch},
      {"simulate", "replay recorded learning curves under schedulers and samplers", kSearch,
       RunsIn::kFront},
      {"train", "train one configuration", kSearch},
      {"status", "list the studies, or show how far one is", kLook, RunsIn::kFront},
      {"study",
       "show, pause, stop, delete, copy, export studies; draw what a trial finds",
       kLook,
       RunsIn::kFront,
       {"pictures"}},
      {"serve", "show studies live in a browser", kLook, RunsIn::kFront},
      {"report", "write a study's tables, plots and report.html anew", kLook, RunsIn::kFront},
      {"best", "show a study's front, export the best model within a latency", kUse},
      {"export", "write a trial, or a fresh network, as a model file", kUse},
      {"deploy", "write a program that finds faces with a model", kUse},
      {"eval", "judge a model file, or other detectors, on labelled photographs", kUse},
      {"predict", "find faces in photographs with a model file", kUse},
      {"bench", "measure the latency of a model file, here or on a board", kUse},
      {"targets", "check a board's agent, predict latencies on it", kUse},
      {"data", "check photographs and labels, or draw some", kData},
      {"doctor", "say what this machine has, and what that means for a search", kData},
      {"completion", "print a script that completes commands in bash, zsh or fish", kData,
       RunsIn::kFront},
      {"manual", "print a manual page, of the program or of a command", kData, RunsIn::kFront},
      {"archs",
       "list the architectures, show one layer by layer, check your own",
       kData,
       RunsIn::kFront,
       {"check"}},
  };
  return table;
}

const Command& find_command(std::string_view name) {
  const auto found = std::ranges::find(commands(), name, &Command::name);
  if (found != commands().end()) return *found;
  fail_usage("{} (efs --help lists the commands)",
             unknown_name_message("command", name, names_of(commands())));
}

std::string help_text() {
  std::string text = fmt::format(
      "efs {} - searches for the network that finds faces best within your device's time\n\n"
      "Usage: efs COMMAND [OPTIONS]        efs COMMAND --help tells the options\n\n{}",
      program_version(), kFirstSteps);
  std::string group;
  for (const Command& command : commands()) {
    if (command.group != group) text += fmt::format("\n{}\n", command.group);
    group = command.group;
    text += fmt::format("  {:<12}{}\n", command.name, command.summary);
  }
  return text + "\nOptions\n  -h, --help\n  --version\n";
}

}  // namespace efs::cli
