#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/open_study.h"
#include "cli/torch/search/k_fold.h"
#include "cli/torch/search/machine_choices.h"
#include "cli/torch/search/resume_flags.h"
#include "core/error.h"
#include "data/dataset/dataset.h"

namespace efs::cli {
namespace {

struct TrainArguments {
  ConfigArguments config;
  std::string study = "runs/train";
  int epochs = 0;
  bool k_fold = false;
  ResumeFlags going_on;
};

/// A search over one point, in one stage.
tune::SearchOptions one_configuration(const TrainArguments& arguments) {
  auto options = arguments.config.load();
  if (options.space.size() != std::size_t{1}) {
    fail_usage(
        "efs train takes one configuration, and the space has {} points; set "
        "space.architectures=[NAME] and space.learning_rate=[VALUE], or use efs search",
        options.space.size() ? std::to_string(*options.space.size()) : "too many");
  }
  const int epochs =
      arguments.epochs > 0 ? arguments.epochs : search::stages_of(options.strategy).back().epochs;
  options.strategy = {.staged = {.stages = {{epochs, 1}}, .restart = false}};
  options.train.schedule_epochs = epochs;
  return options;
}

int run_train(const TrainArguments& arguments) {
  if (arguments.going_on.resume) {
    ResumeOptions wanted = arguments.going_on.wanted;
    wanted.overrides = arguments.config.overrides();
    wanted.epochs = arguments.epochs;
    if (arguments.k_fold) return resume_k_fold(arguments.study, wanted);
    auto resumed = resume_study(study::find_study_files(arguments.study), wanted);
    return run_study(resumed.study, resumed.how);
  }
  arguments.going_on.refuse_for_a_new_study();
  auto options = one_configuration(arguments);
  // What costs nothing to find comes first.
  require_data(options);
  if (arguments.k_fold) {
    require_new_k_fold(options, arguments.study);
    return run_k_fold(choose_for_machine(std::move(options)), arguments.study);
  }
  const auto location = study::new_study_location(arguments.study);
  data::check_label_files(options.data);
  tune::require_new_folder(location.folder);
  study::refuse_existing_database(location);
  options = choose_for_machine(std::move(options));
  auto study = begin_study(options, location);
  return run_study(study);
}

}  // namespace

void add_train(CLI::App& app) {
  auto arguments = std::make_shared<TrainArguments>();
  auto* command = add_command(app, "train");
  arguments->config.add_to(*command);
  add_path(*command, "--study", arguments->study, "STUDY",
           "folder of the result, or postgresql://HOST/DATABASE/NAME")
      ->capture_default_str();
  command
      ->add_option("--epochs", arguments->epochs,
                   "epochs to train (default: the last stage's); with --resume: one more stage, "
                   "from scratch, for a training that has ended")
      ->check(CLI::Range(1, 1'000'000));
  command->add_flag("--k-fold", arguments->k_fold,
                    "train once for each fold of data.folds, which then validates");
  arguments->going_on.add_to(*command);
  set_exit_code_by(*command, [arguments] { return run_train(*arguments); });
}

}  // namespace efs::cli
