// The packed files of a study: one for each input size and resolution of its training images.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <tuple>

#include "data/dataset/dataset.h"
#include "data/packed/packed.h"
#include "data/packed/packed_writing.h"
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
  /// Width and height of the input, and train_side.
  using Sizes = std::tuple<int, int, int>;
  Sizes sizes_of(const Candidate& candidate) const;
  data::PackOptions pack_options(const Sizes& sizes) const;
  std::set<Sizes> all_sizes(const SearchOptions& options) const;

  detect::Fit fit_;
  std::map<Sizes, data::PackedDataset> sets_;
};

}  // namespace efs::tune
