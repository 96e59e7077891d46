// The files of `efs eval --detections`.
#pragma once

#include <string>
#include <vector>

#include "data/dataset/dataset.h"
#include "data/labels/labelled_names.h"

namespace efs::cli {

struct GivenFile {
  std::string path;
  data::DetectionsByImage found;
};

/// Before any photograph is read. Error: a file that cannot be read, a malformed line, an image that
/// the label file does not name.
std::vector<GivenFile> read_given_files(const std::vector<std::string>& paths,
                                        const data::DatasetOptions& data);

/// What tables call files: their names without folders, or their whole paths where two files have
/// the same name.
std::vector<std::string> short_names(const std::vector<std::string>& paths);

}  // namespace efs::cli
