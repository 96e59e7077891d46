#include "tune/model/best.h"

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"
#include "core/text/outside_text.h"
#include "core/version.h"
#include "data/dataset/mean_box.h"
#include "data/dataset/seen_photographs.h"
#include "search/objectives/ranking.h"
#include "study/notes.h"
#include "train/weights/checkpoint.h"
#include "train/weights/weights_file.h"
#include "tune/candidate.h"
#include "tune/latency_record.h"
#include "tune/model/deployed.h"
#include "tune/model/evaluation.h"
#include "tune/model/model_export.h"
#include "tune/model/overlay.h"

namespace efs::tune {
namespace {

/// A square's side, or [width, height].
Json input_json(const ImageSize& input) {
  if (input.width == input.height) return input.width;
  return {input.width, input.height};
}

Json describe_best(const study::Trial& trial, const onnx::ModelInfo& info, const ExportCheck& check,
                   const Json& validation) {
  Json params = Json::object();
  for (const auto& param : trial.params) {
    std::visit([&](const auto& value) { params[param.first] = value; }, param.second);
  }
  Json other_latencies = Json::object();
  Json latency;
  const study::TrialCost cost = trial.cost.value_or(study::TrialCost{});
  for (const auto& [target, record] : cost.latencies) {
    (target == study::kFirstTarget ? latency : other_latencies[target]) =
        parse_outside_json(record.detail_json, "the study's record of a latency");
  }
  return {{"study", info.study},
          {"trial", trial.number},
          {"params", params},
          {"task", info.task},
          {"input_size", input_json(info.input)},
          {"fit", info.fit},
          {"padding", info.padding.empty() ? Json() : Json(info.padding)},
          {"box_format", info.box_format},
          {"score_threshold", optional_json(info.score_threshold)},
          {"nms_iou", optional_json(info.nms_iou)},
          {"validation", validation},
          {"latency", latency},
          {"other_latencies", other_latencies},
          {"size_bytes", check.size_bytes},
          {"largest_difference_to_module", check.largest_difference},
          {"dataset_digest", info.dataset_digest},
          {"program_version", info.program_version}};
}

/// A network that is not in the catalogue, as a file that a search takes: best/network.yaml, or
/// network.efsgraph. One of an earlier winner goes.
void write_network_file(const SearchOptions& options, const nn::NetworkOptions& network,
                        const std::filesystem::path& best) {
  for (const char* name : {"network.yaml", "network.efsgraph"}) {
    std::filesystem::remove(best / name);
  }
  if (nn::is_design_name(network.architecture)) {
    write_file_atomically(best / "network.yaml",
                          nn::to_yaml(nn::network_of(nn::parse_design(network.architecture))));
  }
  if (const auto own = own_network(options, network.architecture)) {
    write_file_atomically(best / ("network" + nn::suffix_of(*own)), own->text);
  }
}

}  // namespace

std::optional<int> winner_of(const SearchOptions& options, const study::History& history) {
  const search::Fitness fitness(options.fitness);
  const auto ranked =
      search::leaderboard(history, fitness, search::leaderboard_order(options.strategy));
  if (ranked.empty() || !ranked.front().fitness) return std::nullopt;
  return ranked.front().number;
}

graph::Weights trial_weights(const SearchOptions& options, const study::Trial& trial,
                             const StudyFolder& folder) {
  // A checkpoint beside kept weights is of a stage that was added later, and is under way.
  for (auto stage = static_cast<int>(options.strategy.staged.stages.size()); stage >= 1; --stage) {
    const auto checkpoint = folder.checkpoint(trial.number, stage);
    if (std::filesystem::exists(checkpoint)) return train::read_checkpoint(checkpoint).best_weights;
  }
  const auto kept = folder.weights(trial.number);
  if (std::filesystem::exists(kept)) return train::read_weights(kept);
  if (!trial.epochs.empty()) {
    fail(
        "the weights of trial {} are not in {}: the study came without its files; `efs study "
        "import` copies them with --files FOLDER, the old study's",
        trial.number, folder.trial(trial.number).string());
  }
  fail("trial {} has no weights in {}: it was not trained ({}{})", trial.number,
       folder.trial(trial.number).string(), study::to_string(trial.state),
       trial.reason.empty() ? "" : ": " + trial.reason);
}

void keep_photographs(study::Storage& storage, const data::Dataset& dataset) {
  if (storage.note(study::note::kPhotographs.key)) return;
  if (dataset.rule != data::FaceRule::kAll) {
    storage.set_note(study::note::kMeanBoxIou.key,
                     fmt::format("{}", mean_box_iou(dataset, dataset.validation)));
  }
  storage.set_note(study::note::kPhotographs.key, data::SeenPhotographs(dataset).text());
}

onnx::ModelInfo model_info(const SearchOptions& options, study::Storage& storage,
                           const study::Trial& trial) {
  const study::StudyInfo study = storage.info();
  onnx::ModelInfo info;
  const nn::NetworkOptions network = candidate_of(options, trial.params).network;
  info.input = network.input;
  info.architecture = network.architecture;
  info.head = network.head;
  info.variant = nn::variant_text(network);
  const search::Fitness fitness(options.fitness);
  const auto accuracy = search::metrics_of(trial, fitness).find(options.fitness.task.accuracy);
  (options.fitness.task.finds_faces() ? info.validation_ap : info.validation_iou) = accuracy;
  state_task(options.fitness.task.name, options.fit, info);
  if (const auto* record = trial.latency()) {
    const auto latency = latency_of(record->detail_json);
    info.latency_ms = latency.median_ms;
    info.latency_device =
        fmt::format("{} {}, {}{} thread{}, {}", latency.runtime, latency.runtime_version,
                    latency.precision == "fp32" ? "" : latency.precision + ", ", latency.threads,
                    latency.threads == 1 ? "" : "s", latency.device);
  }
  info.study = valid_utf8(study.name);  // as protobuf wants it
  info.trial = trial.number;
  info.dataset_digest = study.dataset_digest;
  info.photographs = storage.note(study::note::kPhotographs.key).value_or("");
  info.program_version = program_version();
  return info;
}

void write_best(const SearchOptions& options, study::Storage& storage, const data::Dataset& dataset,
                const StudyFolder& folder) {
  const auto history = storage.history();
  const auto winner = winner_of(options, history);
  if (!winner)
    fail(
        "no trial of this study has a fitness: all are infeasible, diverged or failed (see "
        "results.csv)");
  const auto& trial = history.trial(*winner);
  const nn::NetworkOptions network = candidate_of(options, trial.params).network;
  const auto graph = nn::build_network(network);
  const auto weights = trial_weights(options, trial, folder);
  const auto info = model_info(options, storage, trial);
  write_network_file(options, network, folder.best());

  const auto model = folder.best() / "model.onnx";
  const Deployed deployed =
      export_deployed(graph, weights, info, model, dataset,
                      {.false_alarms_per_image = options.false_alarms_per_image});
  export_model(graph, weights, deployed.info, folder.best() / "model.pt");
  const auto write = [&](const auto& evaluation) {
    write_file_atomically(folder.best() / "validation.csv", to_csv(evaluation));
    const Json json = describe_best(trial, deployed.info, deployed.check, to_json(evaluation));
    write_file_atomically(folder.best() / "model.json", json_text(json, 2) + "\n");
    write_report_overlays(evaluation, dataset, folder);
  };
  if (deployed.faces) {
    write(*deployed.faces);
    Json curve = recall_curve_json(*deployed.faces);
    curve["trial"] = trial.number;
    write_file_atomically(folder.recall_curve(), json_text(curve) + "\n");
  } else {
    Predictor predictor(model);
    write(evaluate(predictor, dataset, dataset.validation));
  }
  storage.set_note(study::note::kWinner.key, std::to_string(*winner));
}

}  // namespace efs::tune
