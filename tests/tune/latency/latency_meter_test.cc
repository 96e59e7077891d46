#include "tune/latency/latency_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/digest.h"
#include "nn/network.h"
#include "support/memory_storage.h"
#include "tune/temporary_study.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

graph::Graph network() {
  return nn::build_network({.architecture = "squeezenet1_1", .head = "gap", .input = square(64)});
}

study::TrialCost measured(const LatencyTargets& targets, const TemporaryStudy& files,
                          study::Storage& storage) {
  return std::get<study::TrialCost>(
      LatencyMeter(targets, files.root(), storage).measure(network(), "squeezenet1_1"));
}

TEST(LatencyMeter, MeasuresOncePerStudyAndOncePerMachine) {
  const TemporaryStudy files(2);
  const auto first_study = study::create_memory_storage({});
  const auto first = measured(files.options.latency, files, *first_study);
  EXPECT_GT(first.latencies.at(study::kFirstTarget).median_ms, 0.0);
  EXPECT_EQ(first.weight_count, 854852);  // 722,496 of the features, 132,356 of the head
  EXPECT_GT(*first.size_mb, 3.0);
  EXPECT_TRUE(first_study->note("latency:" + sha256_hex(graph::describe(network()))).has_value());

  const auto again = measured(files.options.latency, files, *first_study);
  EXPECT_EQ(again.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "the study knows it";
  const auto other_study = study::create_memory_storage({});
  const auto other = measured(files.options.latency, files, *other_study);
  EXPECT_EQ(other.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "the machine's cache knows it";
}

TEST(LatencyMeter, MeasuresAnewWhenAskedTo) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  const auto first_study = study::create_memory_storage({});
  const auto first = measured(targets, files, *first_study);
  targets.reuse = false;
  const auto other_study = study::create_memory_storage({});
  const auto other = measured(targets, files, *other_study);
  EXPECT_NE(other.latencies.at(study::kFirstTarget).detail_json,
            first.latencies.at(study::kFirstTarget).detail_json)
      << "50 timed runs do not take the same time twice";
}

TEST(LatencyMeter, TheTorchRuntimeWorksToo) {
  const TemporaryStudy files(2);
  auto targets = files.options.latency;
  targets.all.front().runtime = "torch";
  const auto storage = study::create_memory_storage({});
  const auto cost = measured(targets, files, *storage);
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
  const auto cost = measured(targets, files, *storage);
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
  EXPECT_EQ(std::get<NotMeasured>(meter.measure(network(), "a")), NotMeasured::kTargetAway);
  const std::string digest = sha256_hex(graph::describe(network()));
  EXPECT_FALSE(storage->note("latency:nano:" + digest).has_value());
  EXPECT_TRUE(storage->note("latency:here:" + digest).has_value());
}

}  // namespace
}  // namespace efs::tune
