// What the backbones of a study's trials start from. torch-free.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "graph/weights.h"
#include "study/storage.h"
#include "train/download/pretrained.h"
#include "tune/options.h"

namespace efs::tune {

/// The file of published weights on this machine: train::pretrained_file().
using FindPublished = std::function<std::filesystem::path(const train::PublishedWeights&)>;
std::filesystem::path find_published(const train::PublishedWeights& weights);

/// By SearchOptions::weights: nothing, or a file for each architecture of the space. Files are read
/// when a trial begins and not kept: all of torchvision's take 1.5 GB.
class StartWeights {
 public:
  /// Finds each file, and tries it on every network of the space. Error names the file and all
  /// tensors that do not fit.
  explicit StartWeights(const SearchOptions& options, const FindPublished& find = find_published);

  /// The backbone's tensors of this network; none where it starts from fresh weights. Error: the
  /// file has changed since.
  graph::Weights backbone(const nn::NetworkOptions& network, const graph::Graph& graph) const;

  /// "resnet18 SHA-256\n" for each architecture; empty: fresh weights.
  std::string describe() const;

 private:
  struct File {
    std::filesystem::path path;
    std::string digest;
  };
  std::map<std::string, File> files_;  // by architecture
};

/// Writes into the study what its trials start from, or, where it has trials already, compares:
/// Error if they began with other files.
void limit_to(const StartWeights& weights, study::Storage& storage);

}  // namespace efs::tune
