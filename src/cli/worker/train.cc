#include "cli/worker/commands.h"
#include "cli/worker/config_arguments.h"
#include "cli/worker/run_search.h"
#include "core/error.h"

namespace efs::cli {
namespace {

struct Arguments {
  ConfigArguments config;
  std::string study = "runs/train";
  int epochs = 0;
};

/// A search over one point, in one stage.
tune::SearchOptions one_configuration(const Arguments& arguments) {
  auto options = arguments.config.load();
  if (options.space.grid().size() != 1) {
    fail_usage(
        "efs train takes one configuration, and the space has {} points; set "
        "space.architectures=[NAME] "
        "and space.learning_rate=[VALUE], or use efs search",
        options.space.grid().size());
  }
  const int epochs = arguments.epochs > 0 ? arguments.epochs : options.staged.stages.back().epochs;
  options.staged = {.stages = {{epochs, 1}}, .restart = false};
  options.train.schedule_epochs = epochs;
  return options;
}

int run(const Arguments& arguments) {
  const auto options = one_configuration(arguments);
  require_data(options);
  auto study = begin_study(options, arguments.study);
  return run_study(study);
}

}  // namespace

void add_train(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  auto* command = app.add_subcommand("train", "train one configuration");
  arguments->config.add_to(*command);
  command
      ->add_option("--study", arguments->study,
                   "folder of the result; resume it with efs search --resume")
      ->capture_default_str()
      ->type_name("DIR");
  command->add_option("--epochs", arguments->epochs, "instead of the last stage's")
      ->check(CLI::Range(1, 1'000'000));
  command->callback([arguments] {
    if (const int code = run(*arguments); code != 0) throw CLI::RuntimeError(code);
  });
}

}  // namespace efs::cli
