#include "report/drawing/study_time.h"

#include <algorithm>
#include <cmath>

namespace efs::report {

TimeUnit time_unit(double span_s) {
  constexpr double kMinute = 60.0, kHour = 60.0 * kMinute, kDay = 24.0 * kHour;
  if (span_s > 4.0 * kDay) return {"days", kDay};
  if (span_s > 2.0 * kHour) return {"hours", kHour};
  if (span_s > 2.0 * kMinute) return {"minutes", kMinute};
  return {};
}

std::optional<EpochTime> time_of(const study::EpochRecord& record) {
  if (!std::isfinite(record.finished_unix_s) || record.finished_unix_s <= 0.0) return std::nullopt;
  const double seconds = std::isfinite(record.seconds) ? std::max(0.0, record.seconds) : 0.0;
  return EpochTime{record.finished_unix_s - seconds, record.finished_unix_s};
}

std::optional<double> first_start_s(const study::History& history) {
  std::optional<double> first;
  for (const study::Trial& trial : history.trials) {
    for (const study::EpochRecord& record : trial.epochs) {
      const auto time = time_of(record);
      if (time && (!first || time->start_s < *first)) first = time->start_s;
    }
  }
  return first;
}

}  // namespace efs::report
