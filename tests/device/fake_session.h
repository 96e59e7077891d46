#pragma once

#include <functional>
#include <vector>

#include "core/clock.h"
#include "device/runtime.h"

namespace efs::device {

/// Takes as long as `duration_s(run)` says, on a clock that stands still otherwise; keeps the
/// inputs it was given.
class FakeSession final : public Session {
 public:
  FakeSession(FakeClock& clock, std::function<double(int)> duration_s)
      : clock_(clock), duration_s_(std::move(duration_s)) {}

  std::vector<float> run(std::span<const float> input) override {
    inputs.emplace_back(input.begin(), input.end());
    clock_.advance(duration_s_(static_cast<int>(inputs.size()) - 1));
    return {0.0F};
  }
  std::size_t input_count() const override { return 12; }

  std::vector<std::vector<float>> inputs;

 private:
  FakeClock& clock_;
  std::function<double(int)> duration_s_;
};

}  // namespace efs::device
