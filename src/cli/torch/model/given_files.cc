#include "cli/torch/model/given_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "data/labels/label_set.h"

namespace efs::cli {

std::vector<GivenFile> read_given_files(const std::vector<std::string>& paths,
                                        const data::DatasetOptions& data) {
  if (paths.empty()) return {};
  const data::LabelSet labels = data::read_labels(data);
  const data::LabelledNames names(labels.folder, labels.images);
  std::vector<GivenFile> files;
  for (const std::string& path : paths) {
    files.push_back({path, data::by_labelled_image(data::read_detections_file(path), names, path)});
  }
  return files;
}

std::vector<std::string> short_names(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const std::string& path : paths) {
    names.push_back(std::filesystem::path(path).filename().string());
  }
  std::vector<std::string> unique = names;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (std::ranges::count(names, names[i]) > 1) unique[i] = paths[i];
  }
  return unique;
}

}  // namespace efs::cli
