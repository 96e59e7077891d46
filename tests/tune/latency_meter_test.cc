#include "tune/latency_meter.h"

#include <gtest/gtest.h>

#include "core/digest.h"
#include "nn/catalogue.h"
#include "temporary_study.h"

namespace efs::tune {
namespace {

graph::Graph network() {
  return nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = 64});
}

TEST(LatencyMeter, MeasuresOncePerStudyAndOncePerMachine) {
  const TemporaryStudy files(2);
  const auto first_study = study::create_memory_storage({});
  const auto first = LatencyMeter(files.options.latency, files.root(), *first_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_GT(first.latency.median_ms, 0.0);
  EXPECT_EQ(first.parameter_count, 854852);  // 722,496 of the features, 132,356 of the head
  EXPECT_GT(first.size_mb, 3.0);
  EXPECT_TRUE(first_study->note("latency:" + sha256_hex(graph::describe(network()))).has_value());

  const auto again = LatencyMeter(files.options.latency, files.root(), *first_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_EQ(again.latency.mean_ms, first.latency.mean_ms) << "the study knows it";
  const auto other_study = study::create_memory_storage({});
  const auto other = LatencyMeter(files.options.latency, files.root(), *other_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_EQ(other.latency.mean_ms, first.latency.mean_ms) << "the machine's cache knows it";
}

TEST(LatencyMeter, MeasuresAnewWhenAskedTo) {
  const TemporaryStudy files(2);
  auto target = files.options.latency;
  const auto first_study = study::create_memory_storage({});
  const auto first =
      LatencyMeter(target, files.root(), *first_study).measure(network(), "squeezenet1_1");
  target.reuse = false;
  const auto other_study = study::create_memory_storage({});
  const auto other =
      LatencyMeter(target, files.root(), *other_study).measure(network(), "squeezenet1_1");
  EXPECT_NE(other.latency.mean_ms, first.latency.mean_ms)
      << "50 timed runs do not take the same time twice";
}

TEST(LatencyMeter, TheTorchRuntimeWorksToo) {
  const TemporaryStudy files(2);
  auto target = files.options.latency;
  target.runtime = "torch";
  const auto storage = study::create_memory_storage({});
  const auto cost =
      LatencyMeter(target, files.root(), *storage).measure(network(), "squeezenet1_1");
  EXPECT_GT(cost.latency.median_ms, 0.0);
  EXPECT_EQ(cost.latency.runtime, "torch");
}

}  // namespace
}  // namespace efs::tune
