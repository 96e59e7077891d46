#include "tune/study/start_weights.h"

#include <set>
#include <vector>

#include "core/error.h"
#include "core/files/digest.h"
#include "search/space/pairwise_points.h"
#include "study/notes.h"
#include "train/download/pretrained_file.h"
#include "train/weights/match_weights.h"
#include "train/weights/weights_file.h"
#include "tune/candidate.h"
#include "tune/study/weights_choice.h"

namespace efs::tune {
namespace {

/// Backbones have the same tensors at any input.
constexpr ImageSize kUsualInput = square(224);

graph::Weights fitted(const nn::NetworkOptions& network, const graph::Graph& graph,
                      const graph::Weights& weights, const std::filesystem::path& path) {
  const graph::Graph whole = nn::build_network({.architecture = network.architecture,
                                                .own = network.own,
                                                .head = "none",
                                                .input = kUsualInput,
                                                .width = network.width});
  try {
    return train::match_backbone(graph, whole, weights);
  } catch (const Error& error) {
    fail("{} as the weights of {} in width {}: {}", path.string(), network.architecture,
         network.width, error.what());
  }
}

/// Every network of the space, by its architecture.
std::map<std::string, std::vector<nn::NetworkOptions>> networks_of(const SearchOptions& options) {
  std::map<std::string, std::vector<nn::NetworkOptions>> networks;
  std::set<std::string> seen;
  for (const study::Params& params : search::pairwise_points(options.space)) {
    if (!seen.insert(options.space.network_of(params)).second) continue;
    const auto network = candidate_of(options, params).network;
    networks[network.architecture].push_back(network);
  }
  return networks;
}

}  // namespace

std::filesystem::path find_published(const train::PublishedWeights& weights) {
  return train::pretrained_file(weights);
}

StartWeights::StartWeights(const SearchOptions& options, const FindPublished& find) {
  if (options.weights.empty()) return;
  check_weights(options);
  for (const auto& [architecture, networks] : networks_of(options)) {
    const std::filesystem::path path = options.weights == kTorchvisionWeights
                                           ? find(train::published_weights_of(architecture))
                                           : std::filesystem::path(options.weights);
    const std::string digest = sha256_of_file(path);
    const graph::Weights weights = train::read_weights(path);
    for (const auto& network : networks) {
      fitted(network, nn::build_network(network), weights, path);
    }
    files_[architecture] = {path, digest};
  }
}

graph::Weights StartWeights::backbone(const nn::NetworkOptions& network,
                                      const graph::Graph& graph) const {
  const auto found = files_.find(network.architecture);
  if (found == files_.end()) return {};
  const auto& [path, digest] = found->second;
  if (sha256_of_file(path) != digest) {
    fail("{} has changed since the study began; restore it and go on with --resume", path.string());
  }
  return fitted(network, graph, train::read_weights(path), path);
}

std::string StartWeights::describe() const {
  std::string text;
  for (const auto& [architecture, file] : files_) {
    text += fmt::format("{} {}\n", architecture, file.digest);
  }
  return text;
}

void limit_to(const StartWeights& weights, study::Storage& storage) {
  const std::string now = weights.describe();
  if (storage.history().trials.empty()) {
    storage.set_note(study::note::kWeights.key, now);
    return;
  }
  const std::string then = storage.note(study::note::kWeights.key).value_or("");
  if (now == then) return;
  fail(
      "the weights that the study's trials start from have changed since it began; its trials "
      "cannot be compared with new ones: restore them, or begin a new study\nthen:\n{}now:\n{}",
      then, now);
}

}  // namespace efs::tune
