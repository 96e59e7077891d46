#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/config_arguments.h"
#include "cli/torch/open_study.h"
#include "cli/torch/search/machine_choices.h"
#include "cli/torch/search/resume_flags.h"
#include "data/dataset/dataset.h"
#include "tune/latency/open_device.h"

namespace efs::cli {
namespace {

struct SearchArguments {
  ConfigArguments config;
  std::string study = "runs/search";
  std::string folder;
  ResumeFlags going_on;
  bool slurm = false;
  int max_workers = 0;

  /// Applies the worker options of the command line, which the study does not keep.
  void apply_to(tune::SlurmOptions& options) const {
    if (slurm) options.enabled = true;
    if (max_workers > 0) options.max_workers = max_workers;
  }
};

int run_search(const SearchArguments& arguments) {
  if (arguments.going_on.resume) {
    ResumeOptions wanted = arguments.going_on.wanted;
    wanted.overrides = arguments.config.overrides();
    auto resumed = resume_study(study::find_study_files(arguments.study, arguments.folder), wanted);
    arguments.apply_to(resumed.study.options.slurm);
    tune::check_devices(resumed.study.options.latency);
    return run_study(resumed.study, resumed.how);
  }
  arguments.going_on.refuse_for_a_new_study();
  auto options = arguments.config.load();
  arguments.apply_to(options.slurm);
  const auto location = study::new_study_location(arguments.study, arguments.folder);
  // What costs nothing to find comes first.
  require_data(options);
  data::check_label_files(options.data);
  tune::require_new_folder(location.folder);
  study::refuse_existing_database(location);
  options = choose_for_machine(std::move(options));
  auto study = begin_study(options, location);
  return run_study(study);
}

}  // namespace

void add_search(CLI::App& app) {
  auto arguments = std::make_shared<SearchArguments>();
  auto* command = add_command(app, "search");
  arguments->config.add_to(*command);
  add_new_study(*command, arguments->study, arguments->folder)->capture_default_str();
  arguments->going_on.add_to(*command);
  command->add_flag("--slurm", arguments->slurm, "workers are jobs of a Slurm cluster");
  command
      ->add_option("--max-workers", arguments->max_workers,
                   "Slurm tasks at most (default: slurm.max_workers)")
      ->check(CLI::Range(1, 1000));
  set_exit_code_by(*command, [arguments] { return run_search(*arguments); });
}

}  // namespace efs::cli
