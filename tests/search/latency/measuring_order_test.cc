#include "search/latency/measuring_order.h"

#include <gtest/gtest.h>

namespace efs::search {
namespace {

TEST(MeasuringOrder, FirstTheEndsThenTheGaps) {
  std::vector<LatencyOutlook> left{{.macs = 1e8}, {.macs = 1e6}, {.macs = 1e9}, {.macs = 1e7}};
  std::vector<double> measured, order;
  while (!left.empty()) {
    const std::size_t next = next_to_measure(left, measured, 15.0);
    order.push_back(left[next].macs);
    measured.push_back(left[next].macs);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(next));
  }
  EXPECT_EQ(order, (std::vector<double>{1e6, 1e9, 1e8, 1e7}));
}

TEST(MeasuringOrder, ThenTheFastestAndLastWhatProbablyTakesTooLong) {
  const auto takes = [](double latency_ms) {
    return LatencyOutlook{.prediction =
                              LatencyPrediction{latency_ms, 0.8 * latency_ms, 1.2 * latency_ms}};
  };
  EXPECT_EQ(next_to_measure({takes(12.0), takes(3.0), takes(40.0)}, {1e6}, 15.0), 1U);
  EXPECT_EQ(next_to_measure({takes(40.0), takes(17.0), takes(60.0)}, {1e6}, 15.0), 1U);
  // One that the model cannot judge yet goes before all that it can.
  EXPECT_EQ(next_to_measure({takes(12.0), {.macs = 1e6}}, {1e6}, 15.0), 1U);
}

}  // namespace
}  // namespace efs::search
