// `efs study`: what is done with a study as a whole.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "cli/front/commands.h"
#include "cli/front/study_copy.h"
#include "cli/front/study_lookup.h"
#include "core/error.h"
#include "study/wish.h"

namespace efs::cli {
namespace {

namespace fs = std::filesystem;

void show_config(const std::string& word) {
  const auto place = find_study(word);
  const auto info = study::open_storage(place.database)->info();
  fmt::print("# study {}, of efs {}; seed {}, data set {}\n# files: {}\n{}\n", info.name,
             info.program_version, info.seed, info.dataset_digest.substr(0, 12),
             place.folder.string(), info.config_yaml);
}

void ask(const std::string& word, study::Wish wish) {
  const auto place = find_study(word);
  study::set_wish(*study::open_storage(place.database), wish);
  switch (wish) {
    case study::Wish::kWork:
      fmt::print("workers that wait go on; if none runs: efs search --study {} --resume\n", word);
      return;
    case study::Wish::kPause:
      fmt::print("workers save after their epoch and wait; go on with: efs study resume {}\n",
                 word);
      return;
    case study::Wish::kStop:
      fmt::print(
          "workers save after their epoch and end; go on with: efs search --study {} "
          "--resume\n",
          word);
      return;
  }
}

/// Trials that a worker holds and still renews.
int live_trials(const StudyReading& reading) {
  int count = 0;
  for (const study::Trial& trial : reading.source.history.trials) {
    if (trial.state == study::TrialState::kRunning && trial.lease_until_s >= reading.now_s) ++count;
  }
  return count;
}

void remove(const std::string& word, bool yes) {
  const auto place = find_study(word);
  const auto reading = read_study(place);
  if (const int live = live_trials(reading); live > 0) {
    fail("{} of its trials are being trained; end that first: efs study stop {}", live, word);
  }
  if (!yes) {
    fail("this would delete {} trials, with the folder {} and all in it; add --yes to do it",
         reading.source.history.trials.size(), place.folder.string());
  }
  study::drop_storage(place);
  fs::remove_all(place.folder);
  fmt::print("deleted {}\n", word);
}

/// The study that a command is about.
std::shared_ptr<std::string> add_word(CLI::App& command) {
  auto word = std::make_shared<std::string>();
  command.add_option("study", *word, "a study folder, its name under ./runs, or a URL")
      ->required()
      ->type_name("STUDY");
  return word;
}

void add_wish(CLI::App& command, const char* name, const char* help, study::Wish wish) {
  auto* ask_command = command.add_subcommand(name, help);
  const auto word = add_word(*ask_command);
  ask_command->callback([word, wish] { ask(*word, wish); });
}

void add_delete(CLI::App& command) {
  auto* remove_command = command.add_subcommand("delete", "delete a study with all its files");
  const auto word = add_word(*remove_command);
  auto yes = std::make_shared<bool>(false);
  remove_command->add_flag("--yes", *yes, "really");
  remove_command->callback([word, yes] { remove(*word, *yes); });
}

}  // namespace

void add_study(CLI::App& app) {
  auto* command = app.add_subcommand("study", "show, pause, stop, delete, copy whole studies");
  command->require_subcommand(1);
  add_study_list(*command);
  auto* show = command->add_subcommand("show", "print what a study was configured with");
  const auto word = add_word(*show);
  show->callback([word] { show_config(*word); });
  add_wish(*command, "pause", "let all workers save and wait", study::Wish::kPause);
  add_wish(*command, "resume", "let workers that wait go on", study::Wish::kWork);
  add_wish(*command, "stop", "let all workers save and end", study::Wish::kStop);
  add_delete(*command);
  add_study_export(*command);
  add_study_import(*command);
}

}  // namespace efs::cli
