// Published weights in the cache of this machine. torch-free.
#pragma once

#include <filesystem>
#include <string>

#include "core/files/cache_folder.h"
#include "train/download/download.h"
#include "train/download/pretrained.h"

namespace efs::train {

/// The folder of torchvision's files, without a slash at its end.
inline constexpr const char* kTorchvisionUrl = "https://download.pytorch.org/models";

/// The file in `cache`, downloaded if it is missing or damaged (its digest is checked every time).
/// Says on standard error what it downloads. If the download fails, Error names the address, the
/// path where one may put the file, and the cure.
std::filesystem::path pretrained_file(const PublishedWeights& weights,
                                      const std::filesystem::path& cache = cache_folder("weights"),
                                      const std::string& base_url = kTorchvisionUrl,
                                      DownloadOptions options = {
                                          .proxies = proxies_of_environment()});

}  // namespace efs::train
