#include "cli/config/report_source.h"

#include "cli/config/search_config.h"
#include "core/error.h"
#include "core/text/outside_json.h"
#include "core/text/parse_number.h"
#include "nn/catalogue.h"
#include "nn/stages.h"
#include "study/notes.h"
#include "tune/block_parameters.h"
#include "tune/candidate.h"
#include "tune/worker/work_time.h"

namespace efs::cli {
namespace {

/// Empty for a network that this program does not know: the study may be of another version.
std::vector<report::NetworkStage> stages_of(const tune::SearchOptions& options,
                                            const study::Trial& trial) try {
  std::vector<report::NetworkStage> stages;
  const auto graph = nn::build_network(tune::candidate_of(options, trial.params).network);
  for (nn::StagePart& part : nn::stages_of(graph)) {
    stages.push_back(
        {std::move(part.name), part.depth, part.width, part.macs, std::move(part.features)});
  }
  return stages;
} catch (const Error&) {
  return {};
}

/// What report cannot know of the networks.
void describe_networks(const tune::SearchOptions& options, report::ReportSource& source) {
  for (const auto& row : nn::architectures()) source.feature_dims[row.name] = row.feature_dim;
  for (const auto& network : options.networks) {
    source.feature_dims[network->architecture.name] = network->architecture.feature_dim;
  }
  source.made_of = tune::block_parameter_names();
  for (const study::Trial& trial : source.history.trials) {
    if (source.made_networks.contains(trial.number)) continue;
    if (const auto name = tune::made_network(trial.params)) {
      source.made_networks[trial.number] = *name;
      source.feature_dims[*name] = nn::backbone_of({.architecture = *name}).feature_dim;
    }
  }
  const auto* architectures = options.space.find(search::kArchitecture);
  if (architectures == nullptr) return;
  for (const auto& value : architectures->values) {
    const auto& name = std::get<std::string>(value);
    if (name == nn::kBlocks || source.feature_dims.contains(name)) continue;
    const auto network = tune::candidate_of(options, {{search::kArchitecture, name}}).network;
    source.feature_dims[name] = nn::backbone_of(network).feature_dim;
  }
}

}  // namespace

report::ReportSource report_source(study::Storage& storage,
                                   const std::filesystem::path& study_folder) {
  report::ReportSource source;
  refresh_report_source(storage, study_folder, source);
  return source;
}

tune::SearchOptions refresh_report_source(study::Storage& storage,
                                          const std::filesystem::path& study_folder,
                                          report::ReportSource& source) {
  source.info = storage.info();
  auto options = study_options(source.info, study_folder);
  tune::refresh_history(options, storage, source.history);
  source.fitness = options.fitness;
  source.order = search::leaderboard_order(options.strategy);
  source.reference_latency_ms = search::reference_latency_ms(options.fitness);
  source.stages = search::stages_of(options.strategy);
  describe_networks(options, source);
  source.stages_of = [options](const study::Trial& trial) { return stages_of(options, trial); };
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
  return options;
}

}  // namespace efs::cli
