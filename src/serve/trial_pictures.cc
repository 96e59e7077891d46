#include "serve/trial_pictures.h"

#include <fmt/format.h>

#include "core/files/scratch_folder.h"
#include "http/head.h"
#include "report/leaderboard/study_pictures.h"
#include "report/page/sections.h"

namespace efs::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostKept = 8;  // some hundred kilobytes each

}  // namespace

std::string TrialPictures::html(const LiveStudy& study, int trial, int epochs) {
  const std::string key = fmt::format("{}:{}:{}", study.id(), trial, epochs);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = drawn_.find(key); known != drawn_.end()) return known->second;
  }
  const std::unique_lock busy(drawing_, std::try_to_lock);
  if (!busy) throw http::Refused(429, "the pictures of another trial are being drawn; try again");
  const ScratchFolder scratch("pictures");
  const fs::path folder = scratch.file("trial");
  draw_(study.location(), trial, folder);
  std::string html = report::pictures_section(report::load_overlays(folder));
  const std::lock_guard lock(mutex_);
  if (drawn_.size() >= kMostKept) drawn_.clear();
  drawn_[key] = html;
  return html;
}

}  // namespace efs::serve
