#include "cli/config/report_source.h"

#include "cli/config/search_config.h"
#include "core/text/outside_json.h"
#include "core/text/parse_number.h"
#include "nn/catalogue.h"
#include "study/notes.h"

namespace efs::cli {
report::ReportSource report_source(study::Storage& storage,
                                   const std::filesystem::path& study_folder) {
  report::ReportSource source{.info = storage.info(), .history = storage.history()};
  const auto options = study_options(source.info, study_folder);
  source.fitness = options.fitness;
  source.order = search::leaderboard_order(options.strategy);
  source.reference_latency_ms = search::reference_latency_ms(options.fitness);
  source.stages = search::stages_of(options.strategy);
  for (const auto& row : nn::architectures()) source.feature_dims[row.name] = row.feature_dim;
  for (const auto& target : options.latency.all) {
    if (const auto note = storage.note(study::note::kLatencyModel.of(target.name))) {
      source.latency_models[target.name] = search::latency_model_from_json(
          parse_outside_json(*note, "the study's note of a latency model"));
    }
  }
  if (const auto note = storage.note(study::note::kMeanBoxIou.key)) {
    source.mean_box_iou = parse_number<double>(*note);
  }
  source.winner_recall = report::load_winner_recall(study_folder);
  source.overlays = report::load_overlays(study_folder);
  source.augmentation_sheets = report::find_augmentation_sheets(study_folder);
  return source;
}

}  // namespace efs::cli
