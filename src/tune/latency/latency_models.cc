#include "tune/latency/latency_models.h"

#include "core/error.h"
#include "core/files/digest.h"
#include "core/text/outside_json.h"
#include "graph/latency_features.h"
#include "search/latency/latency_model.h"
#include "study/notes.h"
#include "tune/candidate.h"
#include "tune/latency_record.h"

namespace efs::tune {
namespace {

constexpr std::size_t kMostListed = 100;  // a measurement takes some seconds

/// Of how many networks a kept model is; 0: it weighs other features, or is none.
int networks_of_model(const std::string& note, std::size_t features) try {
  const auto model = search::latency_model_from_json(
      parse_outside_json(note, "the study's note of a latency model"));
  return model.cost_ms.size() == features ? model.networks : 0;
} catch (const Error&) {
  return 0;
}

}  // namespace

std::string latency_note(const std::string& target, const std::string& network_digest) {
  return study::note::kLatency.of((target.empty() ? "" : target + ":") + network_digest);
}

std::vector<study::Params> listed_networks(const SearchOptions& options) {
  const search::Space networks = options.space.networks();
  if (networks.size().value_or(kMostListed + 1) > kMostListed) return {};
  return networks.grid();
}

std::map<std::string, study::Params> known_networks(const SearchOptions& options,
                                                    const std::vector<study::Trial>& trials) {
  std::map<std::string, study::Params> networks;
  for (const auto& trial : trials) {
    networks.emplace(options.space.network_of(trial.params), trial.params);
  }
  for (const auto& params : listed_networks(options)) {
    networks.emplace(options.space.network_of(params), params);
  }
  return networks;
}

void keep_latency_model(const std::string& target, const search::LatencyModel& model,
                        study::Storage& storage) {
  const std::string note = study::note::kLatencyModel.of(target);
  const auto kept = storage.note(note);
  if (kept && networks_of_model(*kept, model.cost_ms.size()) > model.networks) return;
  storage.set_note(note, search::to_json(model).dump());
}

void keep_latency_models(const SearchOptions& options, study::Storage& storage) {
  const study::Snapshot study = storage.snapshot();
  std::map<std::string, std::vector<search::LatencySample>> samples;
  for (const auto& [name, params] : known_networks(options, study.history.trials)) {
    graph::Graph network = nn::build_network(candidate_of(options, params).network);
    const std::string digest = sha256_hex(graph::describe(network));
    for (const LatencyTarget& target : options.latency.all) {
      const auto note = study.notes.find(latency_note(target.name, digest));
      if (note == study.notes.end()) continue;
      const double latency_ms = latency_of(note->second).median_ms;
      if (latency_ms > 0.0) {
        samples[target.name].push_back({graph::latency_features(network), latency_ms});
      }
    }
  }
  for (const auto& [target, measured] : samples) {
    if (const auto model = search::fit_latency_model(measured)) {
      keep_latency_model(target, *model, storage);
    }
  }
}

}  // namespace efs::tune
