#include <fmt/format.h>

#include <algorithm>

#include "cli/config/networks.h"
#include "cli/config/search_config.h"
#include "cli/options.h"
#include "cli/torch/commands.h"
#include "core/error.h"
#include "core/files/digest.h"
#include "core/text/named_rows.h"
#include "core/text/outside_json.h"
#include "graph/cost.h"
#include "graph/latency_features.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "search/latency/latency_model.h"
#include "study/location/study_location.h"
#include "study/notes.h"
#include "tune/candidate.h"
#include "tune/latency/latency_models.h"
#include "tune/latency_record.h"

namespace efs::cli {
namespace {

struct PredictLatencyArguments {
  std::string study;
  std::string target;                 // empty: the study's first
  std::vector<std::string> networks;  // names and files; empty: the catalogue and the study's own
};

struct PredictRow {
  std::string architecture;
  double macs = 0.0;
  search::LatencyPrediction predicted;
  std::optional<double> measured_ms = {};
};

const tune::LatencyTarget& target_of(const tune::SearchOptions& options, const std::string& name) {
  const auto& targets = options.latency.all;
  return name.empty() ? targets.front() : find_row(targets, "target", name);
}

search::LatencyModel model_of(study::Storage& storage, const std::string& target,
                              const std::string& study) {
  const auto note = storage.note(study::note::kLatencyModel.of(target));
  if (!note) {
    fail("{} has measured fewer than {} networks{}, too few to say anything of others", study,
         search::kFewestNetworks, target.empty() ? "" : " on " + target);
  }
  return search::latency_model_from_json(
      parse_outside_json(*note, "the study's note of a latency"));
}

/// As the study's configuration builds them.
std::vector<nn::NetworkOptions> networks_of(const tune::SearchOptions& options,
                                            const std::vector<std::string>& words) {
  std::vector<std::string> names = words;
  if (words.empty()) {
    names = names_of(nn::architectures());
    for (const auto& own : options.networks) names.push_back(own->architecture.name);
  }
  std::vector<nn::NetworkOptions> networks;
  for (const std::string& name : names) {
    networks.push_back(options.network);
    set_architecture(networks.back(), name);
    tune::find_own_network(options, networks.back());
    if (!words.empty()) nn::build_network(networks.back());  // which says what is wrong with it
  }
  return networks;
}

/// Fastest first.
std::vector<PredictRow> rows_of(const std::vector<nn::NetworkOptions>& networks,
                                study::Storage& storage, const std::string& target,
                                const search::LatencyModel& model) {
  std::vector<PredictRow> rows;
  for (const nn::NetworkOptions& network : networks) {
    try {
      const graph::Graph graph = nn::build_network(network);
      PredictRow row{network.architecture, static_cast<double>(graph::cost(graph).macs),
                     model.predict(graph::latency_features(graph))};
      const std::string digest = sha256_hex(graph::describe(graph));
      if (const auto note = storage.note(tune::latency_note(target, digest))) {
        row.measured_ms = tune::latency_of(*note).median_ms;
      }
      rows.push_back(std::move(row));
    } catch (const UsageError&) {
      // This architecture has no such tap, width or input.
    }
  }
  std::ranges::sort(rows, {}, [](const PredictRow& row) { return row.predicted.latency_ms; });
  return rows;
}

void run_predict_latency(const PredictLatencyArguments& arguments) {
  const auto location = study::find_study_files(arguments.study);
  const auto storage = study::open_storage(location.database);
  const auto options = study_options(storage->info(), location.folder);
  const std::string target = target_of(options, arguments.target).name;
  const auto model = model_of(*storage, target, location.name());
  fmt::print("{:<32}{:>10}{:>14}{:>20}{:>14}\n", "architecture", "MACs M", "predicted ms",
             "90 % between", "measured ms");
  const auto networks = networks_of(options, arguments.networks);
  for (const PredictRow& row : rows_of(networks, *storage, target, model)) {
    const std::string between =
        fmt::format("{:.2f} - {:.2f}", row.predicted.low_ms, row.predicted.high_ms);
    fmt::print("{:<32}{:>10.1f}{:>14.2f}{:>20}{:>14}\n", row.architecture, row.macs * 1e-6,
               row.predicted.latency_ms, between,
               row.measured_ms ? fmt::format("{:.2f}", *row.measured_ms) : "-");
  }
  fmt::print(
      "\nfrom {} networks measured{}; of one left out it is {:.0f} % off (median), 90 % of them "
      "within {:.0f} %\n",
      model.networks, target.empty() ? "" : " on " + target, 100.0 * model.median_error,
      100.0 * model.p90_error);
}

}  // namespace

void add_predict_latency(CLI::App& targets) {
  auto arguments = std::make_shared<PredictLatencyArguments>();
  auto* command = targets.add_subcommand(
      "predict", "predict other architectures' latency from what a study has measured");
  add_study_word(*command, "study", arguments->study);
  command
      ->add_option("networks", arguments->networks,
                   "names, or files of networks (default: all that are known)")
      ->type_name("NAME|FILE");
  command->add_option("--target", arguments->target, "one of several (default: the first)")
      ->type_name("NAME");
  command->callback([arguments] { run_predict_latency(*arguments); });
}

}  // namespace efs::cli
