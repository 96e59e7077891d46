#include "cli/torch/search/time_left_line.h"

#include <algorithm>

#include "tune/worker/work_time.h"

namespace efs::cli {
namespace {

// The least time between two looks, so that a study of many thousand trials is not read all the
// time.
constexpr double kLeast_s = 1.0;
constexpr double kReadings = 20.0;  // as long as so many readings take

}  // namespace

void TimeLeftLine::look() {
  const double start_s = clock_.steady_s();
  if (!changed_ || start_s < next_look_s_) return;
  changed_ = false;
  history_ = tune::study_history(options_, storage_);
  outlook_ = tune::outlook_of(options_, history_, storage_);
  const double end_s = clock_.steady_s();
  next_look_s_ = end_s + std::max(kLeast_s, kReadings * (end_s - start_s));
}

std::string TimeLeftLine::text(const std::map<int, double>& epochs) {
  look();
  for (const auto& [number, done] : epochs) {
    const auto index = static_cast<std::size_t>(number);
    if (index >= history_.trials.size()) continue;
    outlook_.shares[number] = done - history_.trials[index].epochs_done();
  }
  const auto left = search::time_left(history_, outlook_);
  return left ? to_string(*left) : "";
}

}  // namespace efs::cli
