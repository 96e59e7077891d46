#include "data/dataset/division.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/files/files.h"
#include "data/dataset/split.h"
#include "data/labels/label_text.h"

namespace efs::data {

std::unordered_map<std::string, int> read_folds(const std::filesystem::path& path) {
  const std::string text = read_file(path);
  TextLines lines(text, path.string());
  std::unordered_map<std::string, int> folds;
  while (lines.next()) {
    const std::string_view line = lines.line();
    const std::size_t blank = line.find_last_of(" \t");
    const bool has_both = blank != std::string_view::npos;
    const std::optional<int> fold = parse_count(has_both ? line.substr(blank + 1) : "");
    const std::string_view id = has_both ? trimmed(line.substr(0, blank)) : "";
    if (!fold || !usable_image_id(id)) {
      lines.refuse("a line is 'image_id fold' with an integer fold", "correct or remove it");
    }
    const auto [entry, is_new] = folds.try_emplace(normalized_image_id(id), *fold);
    if (!is_new && entry->second != *fold) {
      lines.refuse("an image is in one fold only", "remove this line or the earlier one");
    }
  }
  return folds;
}

std::vector<int> folds_of(std::span<const std::string> image_ids, const DatasetOptions& options) {
  const std::unordered_map<std::string, int> folds = read_folds(options.folds);
  std::set<int> known;
  for (const auto& [id, fold] : folds) known.insert(fold);
  for (const auto* wanted : {&options.validation_folds, &options.train_folds}) {
    for (const int fold : *wanted) {
      if (known.contains(fold)) continue;
      fail_usage("{} has no fold {}; it has {}", options.folds.string(), fold,
                 fmt::join(known, ", "));
    }
  }
  std::vector<int> result;
  for (const std::string& id : image_ids) {
    const auto found = folds.find(normalized_image_id(id));
    if (found == folds.end()) {
      fail("{} does not name {}; every labelled image needs a line 'image_id fold'",
           options.folds.string(), excerpt(id));
    }
    result.push_back(found->second);
  }
  return result;
}

bool trains(int fold, const DatasetOptions& options) {
  if (std::ranges::count(options.validation_folds, fold) > 0) return false;
  return options.train_folds.empty() || std::ranges::count(options.train_folds, fold) > 0;
}

std::vector<Photograph> photographs_of(const Dataset& dataset) {
  std::vector<Photograph> photographs;
  for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
    const Sample& sample = dataset.samples[i];
    photographs.push_back({sample.image_id, dataset.file_digests[i], sample.group});
  }
  return photographs;
}

void divide(Dataset& dataset, const DatasetOptions& options) {
  const std::vector<std::size_t> groups =
      group_photographs(photographs_of(dataset), read_near_duplicates(options.near_duplicates));
  std::vector<std::string> ids;
  std::vector<int> sides;
  for (const Sample& sample : dataset.samples) {
    ids.push_back(sample.image_id);
    sides.push_back(static_cast<int>(sample.side));
  }
  constexpr int kValidates[] = {static_cast<int>(Side::kValidation)};
  Division division;
  if (std::ranges::count(sides, kValidates[0]) > 0) {
    division = split_by_folds(groups, sides, kValidates, {});
  } else if (!options.folds.empty()) {
    division = split_by_folds(groups, folds_of(ids, options), options.validation_folds,
                              options.train_folds);
  } else {
    division = split_by_share(groups, options.validation_share, options.split_seed);
  }
  dataset.train = std::move(division.train);
  dataset.validation = std::move(division.validation);
  dataset.moved_duplicates = division.moved;
}

}  // namespace efs::data
