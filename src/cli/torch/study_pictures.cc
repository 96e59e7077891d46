// `efs study pictures`: what a trial finds on the validation images, drawn.
#include <fmt/format.h>

#include "cli/options.h"
#include "cli/torch/commands.h"
#include "cli/torch/study_trial.h"
#include "core/error.h"
#include "core/files/user_files.h"
#include "data/dataset/dataset.h"
#include "tune/model/deployed.h"
#include "tune/model/evaluation.h"
#include "tune/model/overlay.h"
#include "tune/model/predictor.h"
#include "tune/scratch_file.h"
#include "tune/study_folder.h"

namespace efs::cli {
namespace {

void draw(const std::string& reference, const std::string& out) {
  refuse_existing(out, "give a new folder with --out");
  const auto trial = find_study_trial(reference);
  const auto dataset = data::load_dataset(trial.data);
  const tune::StudyFolder folder(out);
  std::filesystem::create_directories(folder.root());
  const tune::ScratchFile model{folder.root() / "model.onnx"};
  const auto deployed = tune::export_deployed(trial.graph, trial.weights, trial.info, model.path,
                                              dataset, trial.threshold);
  if (deployed.faces) {
    tune::write_report_overlays(*deployed.faces, dataset, folder);
  } else {
    tune::Predictor predictor(model.path);
    tune::write_report_overlays(tune::evaluate(predictor, dataset, dataset.validation), dataset,
                                folder);
  }
  fmt::print("pictures {}\n", folder.overlays().string());
}

}  // namespace

void add_study_pictures(CLI::App& app) {
  struct Arguments {
    std::string trial, out;
  };
  auto arguments = std::make_shared<Arguments>();
  auto* command = add_command(app, "study");
  command->require_subcommand(1);
  auto* pictures = command->add_subcommand(
      "pictures", "draw what a trial finds on validation images into a new folder");
  add_path(*pictures, "trial", arguments->trial, "STUDY[:TRIAL]",
           "a study: its winner; STUDY:TRIAL: that trial")
      ->required();
  add_path(*pictures, "--out", arguments->out, "FOLDER", "new folder of the pictures")->required();
  pictures->callback([arguments] { draw(arguments->trial, arguments->out); });
}

}  // namespace efs::cli
