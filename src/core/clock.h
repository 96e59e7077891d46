// Time as a value that tests can set.
#pragma once

namespace efs {

class Clock {
 public:
  virtual ~Clock() = default;
  /// Seconds since the Unix epoch; for records that people read.
  virtual double unix_s() = 0;
  /// Seconds since an arbitrary start, never going back; for durations.
  virtual double steady_s() = 0;
};

class SystemClock final : public Clock {
 public:
  double unix_s() override;
  double steady_s() override;
};

/// Seconds of the system's steady clock.
double now_s();

/// Stands still until told to move.
class FakeClock final : public Clock {
 public:
  double unix_s() override { return now_s_; }
  double steady_s() override { return now_s_; }
  void advance(double seconds) { now_s_ += seconds; }

 private:
  double now_s_ = 0.0;
};

}  // namespace efs
