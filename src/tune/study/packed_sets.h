// The packed files of a study: one for each input size and resolution of its training images.
#pragma once

#include <filesystem>
#include <map>
#include <utility>

#include "data/dataset/dataset.h"
#include "data/packed/packed.h"
#include "tune/candidate.h"

namespace efs::tune {

class PackedSets {
 public:
  /// Opens, and packs where needed, what the candidates of the search's grid train on.
  PackedSets(const data::Dataset& dataset, const SearchOptions& options,
             const std::filesystem::path& folder);
  /// Opens what the other constructor packed of the data set with this digest. Error: a file is
  /// missing.
  PackedSets(const std::string& digest, const SearchOptions& options,
             const std::filesystem::path& folder);

  /// Error: no candidate of the grid has this input size and augmentation.
  const data::PackedDataset& of(const Candidate& candidate) const;

 private:
  std::map<std::pair<int, int>, data::PackedDataset> sets_;  // by input and train_side
};

}  // namespace efs::tune
