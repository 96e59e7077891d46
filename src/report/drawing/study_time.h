// When the epochs of a study were trained, for axes of time.
#pragma once

#include <optional>

#include "study/trial.h"

namespace efs::report {

/// What numbers on an axis of time count.
struct TimeUnit {
  const char* name = "seconds";
  double seconds = 1.0;
};
/// The unit in which a span of so many seconds is a number below about 150.
TimeUnit time_unit(double span_s);

/// When the record's epoch began and ended, seconds since the epoch; nothing if it is not known.
struct EpochTime {
  double start_s = 0.0;
  double end_s = 0.0;
};
std::optional<EpochTime> time_of(const study::EpochRecord& record);

/// When the first epoch whose time is known began.
std::optional<double> first_start_s(const study::History& history);

}  // namespace efs::report
