#include "serve/studies.h"

#include <algorithm>

#include "core/error.h"

namespace efs::serve {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 6;  // folders below the first

/// A study's own folders hold no study; links are not followed, for they may lead back.
void add_studies(const fs::path& folder, int depth, std::vector<study::StudyLocation>& found) {
  try {
    if (auto location = study::study_in(folder)) {
      found.push_back(std::move(*location));
      return;
    }
  } catch (const Error&) {
    return;  // its study.url names no database
  }
  if (depth == 0) return;
  std::error_code error;
  fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code none;
    if (entry->symlink_status(none).type() == fs::file_type::directory) {
      add_studies(entry->path(), depth - 1, found);
    }
  }
}

}  // namespace

Studies::Studies(study::StudyLocation only, OpenStudy open) : open_(std::move(open)) {
  auto study = std::make_shared<LiveStudy>(std::move(only), open_);
  by_id_[study->id()] = std::move(study);
}

Studies::Studies(fs::path folder, OpenStudy open)
    : folder_(std::move(folder)), open_(std::move(open)) {}

std::vector<study::StudyLocation> Studies::locations() const {
  std::vector<study::StudyLocation> found;
  add_studies(folder_, kDeepest, found);
  std::ranges::sort(found, {}, &study::StudyLocation::folder);
  return found;
}

std::vector<std::shared_ptr<LiveStudy>> Studies::list() {
  std::vector<std::shared_ptr<LiveStudy>> all;
  if (is_one()) return known();
  const auto found = locations();
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::shared_ptr<LiveStudy>> now;
  for (const study::StudyLocation& location : found) {
    const auto below = location.folder.lexically_relative(folder_);
    auto study = std::make_shared<LiveStudy>(location, open_, below.string());
    const auto known = by_id_.find(study->id());
    if (known != by_id_.end()) study = known->second;
    now[study->id()] = study;
    all.push_back(std::move(study));
  }
  by_id_ = std::move(now);
  return all;
}

std::vector<std::shared_ptr<LiveStudy>> Studies::known() {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<LiveStudy>> all;
  for (const auto& [id, study] : by_id_) all.push_back(study);
  return all;
}

std::shared_ptr<LiveStudy> Studies::find(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

std::string Studies::title() const {
  if (!is_one()) return folder_.string();
  return by_id_.begin()->second->location().name();
}

}  // namespace efs::serve
