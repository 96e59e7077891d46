#include "cli/run_app.h"
#include "cli/terminal_log.h"
#include "cli/torch/commands.h"

int main(int argc, char** argv) {
  // Results go to standard output, everything else to standard error.
  efs::cli::log_to_terminal();
  CLI::App app("EdgeFaceSearch: the commands that train or touch pixels", "efs");
  app.require_subcommand(1);
  efs::cli::add_archs_check(app);
  efs::cli::add_study_pictures(app);
  efs::cli::add_bench(app);
  efs::cli::add_best(app);
  efs::cli::add_data(app);
  efs::cli::add_deploy(app);
  efs::cli::add_doctor(app);
  efs::cli::add_eval(app);
  efs::cli::add_export(app);
  efs::cli::add_init(app);
  efs::cli::add_predict(app);
  efs::cli::add_search(app);
  efs::cli::add_step_time(app);
  efs::cli::add_targets(app);
  efs::cli::add_train(app);
  efs::cli::add_worker(app);
  return efs::cli::run_app(app, {argv + 1, argv + argc});
}
