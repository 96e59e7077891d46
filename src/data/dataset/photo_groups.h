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

/// Per sample the number of its group, counted in order of first appearance. Samples are in one
/// group if a chain of pairs or equal file digests joins them; pairs may name images that are not
/// among the samples.
std::vector<std::size_t> group_same_photographs(std::span<const std::string> image_ids,
                                                std::span<const std::string> file_digests,
                                                std::span<const ImageIdPair> near_duplicates);

}  // namespace efs::data
