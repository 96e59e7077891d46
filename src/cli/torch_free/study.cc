// `efs study`: what is done with a study as a whole.
#include <fmt/format.h>

#include <algorithm>

#include "cli/options.h"
#include "cli/torch_free/commands.h"
#include "core/error.h"
#include "core/text/outside_text.h"
#include "core/text/shell_words.h"
#include "study/location/study_location.h"
#include "study/location/study_removal.h"
#include "study/study_command.h"

namespace efs::cli {
namespace {

void show_config(const std::string& word) {
  const auto location = study::find_study(word);
  const auto info = study::open_storage(location.database)->info();
  fmt::print("# study {}, of efs {}; seed {}, data set {}\n# files: {}\n{}\n", printable(info.name),
             printable(info.program_version), info.seed,
             printable(info.dataset_digest.substr(0, 12)), printable(location.folder.string()),
             printable_lines(info.config_yaml));
}

void ask(const std::string& word, study::StudyCommand command) {
  const auto location = study::find_study(word);
  study::set_study_command(*study::open_storage(location.database), command);
  const std::string search = shell_line({"efs", "search", "--study", location.name(), "--resume"});
  switch (command) {
    case study::StudyCommand::kWork:
      fmt::print("workers that wait go on; if none runs: {}\n", search);
      return;
    case study::StudyCommand::kPause:
      fmt::print("workers save after their epoch and wait; go on with: {}\n",
                 shell_line({"efs", "study", "resume", location.name()}));
      return;
    case study::StudyCommand::kStop:
      fmt::print("workers save after their epoch and end; go on with: {}\n", search);
      return;
  }
}

/// How many trials a worker holds and still renews.
int live_trials(const study::History& history, double now_s) {
  return static_cast<int>(std::ranges::count_if(history.trials, [&](const study::Trial& trial) {
    return trial.state == study::TrialState::kRunning && trial.lease_until_s >= now_s;
  }));
}

/// Lines that say what would be deleted.
std::string describe(const study::Removal& removal, std::size_t trials) {
  std::string text = fmt::format("  {} trials", trials);
  if (!removal.database.empty()) text += fmt::format(" in {}", removal.database);
  if (!removal.folder.empty()) {
    text += fmt::format("\n  the study's files in {}", removal.folder.string());
  }
  return text;
}

/// Lines that say what stays.
std::string describe_rest(const study::Removal& removal) {
  constexpr std::size_t kMostNamed = 5;
  std::string text;
  if (!removal.folder_stays.empty()) {
    text += fmt::format("no folder is deleted: {}\n", removal.folder_stays);
  }
  if (removal.foreign.empty()) return text;
  text += fmt::format("{} stays, for what is not of the study:", removal.folder.string());
  for (std::size_t i = 0; i < std::min(kMostNamed, removal.foreign.size()); ++i) {
    text += (i == 0 ? " " : ", ") + printable(removal.foreign[i].string());
  }
  if (removal.foreign.size() > kMostNamed) {
    text += fmt::format(" and {} more", removal.foreign.size() - kMostNamed);
  }
  return text + "\n";
}

void remove(const std::string& word, bool yes) {
  const auto location = study::find_study(word);
  const auto storage = study::open_storage(location.database);
  const auto history = storage->history();
  if (const int live = live_trials(history, storage->now_s()); live > 0) {
    fail("{} of its trials are being trained; end that first: {}", live,
         shell_line({"efs", "study", "stop", location.name()}));
  }
  const study::Removal removal = study::plan_removal(location);
  const std::string what = describe(removal, history.trials.size());
  if (!yes) {
    fail("this would delete\n{}\n{}add --yes to do it", what, describe_rest(removal));
  }
  study::remove_study(location, removal);
  fmt::print("deleted\n{}\n{}", what, describe_rest(removal));
}

/// A subcommand that does one thing with one study.
CLI::App* add_action(CLI::App& command, const char* name, const char* help,
                     std::function<void(const std::string&)> run) {
  auto word = std::make_shared<std::string>();
  auto* subcommand = command.add_subcommand(name, help);
  add_study_word(*subcommand, "study", *word);
  subcommand->callback([word, run = std::move(run)] { run(*word); });
  return subcommand;
}

}  // namespace

void add_study(CLI::App& app) {
  using study::StudyCommand;
  auto* command = add_command(app, "study");
  command->require_subcommand(1);
  add_study_list(*command);
  add_action(*command, "show", "print what a study was configured with", show_config);
  const auto asking = [](StudyCommand asked) {
    return [asked](const std::string& word) { ask(word, asked); };
  };
  add_action(*command, "pause", "let all workers save and wait", asking(StudyCommand::kPause));
  add_action(*command, "resume", "let workers that wait go on", asking(StudyCommand::kWork));
  add_action(*command, "stop", "let all workers save and end", asking(StudyCommand::kStop));
  auto yes = std::make_shared<bool>(false);
  add_action(*command, "delete", "delete a study with all its files",
             [yes](const std::string& word) { remove(word, *yes); })
      ->add_flag("--yes", *yes, "delete it; without, only say what would be deleted");
  add_study_export(*command);
  add_study_import(*command);
}

}  // namespace efs::cli
