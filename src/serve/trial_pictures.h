// Pictures of what a trial finds, drawn when somebody asks for them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "serve/live_study.h"

namespace efs::serve {

/// Draws what a trial finds on validation images into `folder`, as report::load_overlays() reads them. Error: it
/// cannot.
using DrawTrial = std::function<void(const study::StudyLocation& study, int trial,
                                     const std::filesystem::path& folder)>;

/// Any thread may call any of it.
class TrialPictures {
 public:
  explicit TrialPictures(DrawTrial draw) : draw_(std::move(draw)) {}

  /// The pictures of a trial that has `epochs` behind it, as the report's HTML. http::Refused 429: others are being
  /// drawn, and this machine has other things to do. Error: they cannot be drawn.
  std::string html(const LiveStudy& study, int trial, int epochs);

 private:
  const DrawTrial draw_;
  std::mutex drawing_;
  std::mutex mutex_;
  std::map<std::string, std::string> drawn_;
};

}  // namespace efs::serve
