#include "serve/trial_pictures.h"

#include <fmt/format.h>
#include <stdlib.h>

#include "core/error.h"
#include "http/head.h"
#include "report/leaderboard/study_pictures.h"
#include "report/page/sections.h"

namespace efs::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostKept = 8;  // some hundred kilobytes each

class ScratchFolder {
 public:
  ScratchFolder() : path_((fs::temp_directory_path() / "efs-pictures-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr)
      fail("cannot make a folder in {}", fs::temp_directory_path().string());
  }
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  fs::path path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

std::string TrialPictures::html(const LiveStudy& study, int trial, int epochs) {
  const std::string key = fmt::format("{}:{}:{}", study.id(), trial, epochs);
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = drawn_.find(key); known != drawn_.end()) return known->second;
  }
  const std::unique_lock busy(drawing_, std::try_to_lock);
  if (!busy) throw http::Refused(429, "the pictures of another trial are being drawn; try again");
  const ScratchFolder scratch;
  const fs::path folder = scratch.path() / "trial";
  draw_(study.location(), trial, folder);
  std::string html = report::pictures_section(report::load_overlays(folder));
  const std::lock_guard lock(mutex_);
  if (drawn_.size() >= kMostKept) drawn_.clear();
  drawn_[key] = html;
  return html;
}

}  // namespace efs::serve
