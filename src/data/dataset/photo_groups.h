// Groups of samples that show the same photograph and so have to stay on one side of a split.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace efs::data {

using ImageIdPair = std::pair<std::string, std::string>;

/// Lines "image_id image_id", separated by white space (by a tab, if names hold blanks); none for an
/// empty path. Error "FILE:LINE: ..." on any other line.
std::vector<ImageIdPair> read_near_duplicates(const std::filesystem::path& path);

/// What is known of a photograph that may have to stay on the side of another one.
struct Photograph {
  std::string image_id;
  std::string file_digest;
  std::string group;  // of the same person, burst or camera; empty: not known
};

/// Per photograph the number of its group, counted in order of first appearance. Photographs are in
/// one group if a chain of pairs, equal file digests or equal groups joins them; pairs may name
/// images that are not among them.
std::vector<std::size_t> group_photographs(std::span<const Photograph> photographs,
                                           std::span<const ImageIdPair> near_duplicates);

}  // namespace efs::data
