#include "tune/latency/latency_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/digest.h"
#include "nn/network.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

graph::Graph network() {
  return nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = 64});
}

TEST(LatencyMeter, MeasuresOncePerStudyAndOncePerMachine) {
  const TemporaryStudy files(2);
  const auto first_study = study::create_memory_storage({});
  const auto first = LatencyMeter(files.options.latency, files.root(), *first_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_GT(first.latencies.at(study::kFirstTarget).median_ms, 0.0);
  EXPECT_EQ(first.weight_count, 854852);  // 722,496 of the features, 132,356 of the head
  EXPECT_GT(*first.size_mb, 3.0);
  EXPECT_TRUE(first_study->note("latency:" + sha256_hex(graph::describe(network()))).has_value());

  const auto again = LatencyMeter(files.options.latency, files.root(), *first_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_EQ(again.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "the study knows it";
  const auto other_study = study::create_memory_storage({});
  const auto other = LatencyMeter(files.options.latency, files.root(), *other_study)
                         .measure(network(), "squeezenet1_1");
  EXPECT_EQ(other.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "the machine's cache knows it";
}

TEST(LatencyMeter, MeasuresAnewWhenAskedTo) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  const auto first_study = study::create_memory_storage({});
  const auto first =
      LatencyMeter(targets, files.root(), *first_study).measure(network(), "squeezenet1_1");
  targets.reuse = false;
  const auto other_study = study::create_memory_storage({});
  const auto other =
      LatencyMeter(targets, files.root(), *other_study).measure(network(), "squeezenet1_1");
  EXPECT_NE(other.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "50 timed runs do not take the same time twice";
}

TEST(LatencyMeter, TheTorchRuntimeWorksToo) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  targets.all.front().runtime = "torch";
  const auto storage = study::create_memory_storage({});
  const auto cost =
      LatencyMeter(targets, files.root(), *storage).measure(network(), "squeezenet1_1");
  EXPECT_GT(cost.latencies.at(study::kFirstTarget).median_ms, 0.0);
  EXPECT_THAT(cost.latencies.at(study::kFirstTarget).detail_json,
              HasSubstr(R"("runtime":"torch")"));
}

TEST(LatencyMeter, EachTargetHasAPlaceOfItsOwn) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  targets.all.push_back(targets.all.front());
  targets.all[0].name = "one";
  targets.all[1].name = "two";
  targets.all[1].threads = 2;
  const auto storage = study::create_memory_storage({});
  const auto cost = LatencyMeter(targets, files.root(), *storage).measure(network(), "a");
  EXPECT_THAT(cost.latencies.at(study::kFirstTarget).detail_json, HasSubstr(R"("threads":1)"));
  ASSERT_EQ(cost.latencies.size(), 2U);
  EXPECT_THAT(cost.latencies.at("two").detail_json, HasSubstr(R"("threads":2)"));
  const std::string digest = sha256_hex(graph::describe(network()));
  EXPECT_EQ(storage->note("latency:one:" + digest),
            cost.latencies.at(study::kFirstTarget).detail_json);
  EXPECT_EQ(storage->note("latency:two:" + digest), cost.latencies.at("two").detail_json);
}

TEST(LatencyMeter, ATargetThatIsAwayKeepsNoOtherFromMeasuring) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  targets.all.push_back(targets.all.front());
  targets.all[0].name = "nano";
  targets.all[0].url = "http://127.0.0.1:1";
  targets.all[1].name = "here";
  const auto storage = study::create_memory_storage({});
  LatencyMeter meter(targets, files.root(), *storage);
  EXPECT_THROW(meter.measure(network(), "a"), device::AgentUnreachable);
  const std::string digest = sha256_hex(graph::describe(network()));
  EXPECT_FALSE(storage->note("latency:nano:" + digest).has_value());
  EXPECT_TRUE(storage->note("latency:here:" + digest).has_value());
}

}  // namespace
}  // namespace efs::tune
