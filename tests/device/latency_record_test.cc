// A LatencyResult as JSON, and the cache that keeps it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "core/error.h"
#include "core/files/cache_folder.h"
#include "core/files/files.h"
#include "device/devices/latency_cache.h"

namespace efs::device {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

LatencyResult some_result() {
  LatencyResult result;
  result.median_ms = 12.345678901234567;
  result.p90_ms = 13.0;
  result.p99_ms = 14.0;
  result.min_ms = 12.0;
  result.mean_ms = 12.5;
  result.standard_deviation_ms = 0.25;
  result.runs = 81;
  result.threads = 2;
  result.runtime = "opencv";
  result.runtime_version = "4.6.0";
  result.model_digest = "abc";
  result.device = "Board";
  result.governor = "performance";
  result.frequency_mhz_before = 1479.0;
  result.temperature_c_after = 41.5;
  return result;
}

LatencyKey some_key() { return {"abc", "opencv", "4.6.0", "fp32", 2, "Board"}; }

std::string refusal(const Json& json) {
  try {
    latency_result_from_json(json);
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was refused";
}

class LatencyCacheTest : public testing::Test {
 protected:
  LatencyCacheTest()
      : folder_(fs::path(testing::TempDir()) /
                ("efs_latency_cache_" + std::to_string(::getpid()))) {}
  ~LatencyCacheTest() override { fs::remove_all(folder_); }

  fs::path only_file() const {
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
    return fs::directory_iterator(folder_)->path();
  }

  fs::path folder_;
};

TEST(LatencyJson, ReadsBackWhatWasWritten) {
  const Json json = to_json(some_result());
  const LatencyResult read = latency_result_from_json(Json::parse(json.dump()));
  EXPECT_EQ(to_json(read), json);
  EXPECT_EQ(read.median_ms, some_result().median_ms);
  EXPECT_EQ(read.governor, "performance");
}

TEST(LatencyJson, LeavesOutWhatTheSystemDoesNotShow) {
  const Json json = to_json(some_result());
  EXPECT_TRUE(json.contains("frequency_mhz_before"));
  EXPECT_FALSE(json.contains("frequency_mhz_after"));
  EXPECT_FALSE(json.contains("temperature_c_before"));
  EXPECT_EQ(latency_result_from_json(json).temperature_c_before, 0.0);
}

TEST(LatencyJson, RefusesAFailedMeasurement) {
  Json json = to_json(some_result());
  json["median_ms"] = 0.0;
  EXPECT_THAT(refusal(json), HasSubstr("median_ms = 0"));
  json["median_ms"] = nullptr;  // what a NaN becomes in JSON
  EXPECT_THAT(refusal(json), HasSubstr("latency record"));
  json.erase("median_ms");
  EXPECT_THAT(refusal(json), HasSubstr("median_ms"));
  EXPECT_THAT(refusal(Json::array()), HasSubstr("latency record"));
}

TEST_F(LatencyCacheTest, FindsWhatWasStoredUnderTheWholeKey) {
  const LatencyCache cache(folder_);
  EXPECT_FALSE(cache.find(some_key()).has_value());
  cache.store(some_key(), some_result());
  ASSERT_TRUE(cache.find(some_key()).has_value());
  EXPECT_EQ(to_json(*cache.find(some_key())), to_json(some_result()));
  for (const auto& change : std::vector<std::function<void(LatencyKey&)>>{
           [](LatencyKey& key) { key.model_digest = "other"; },
           [](LatencyKey& key) { key.runtime = "torch"; },
           [](LatencyKey& key) { key.runtime_version = "4.10.0"; },
           [](LatencyKey& key) { key.precision = "fp16"; },
           [](LatencyKey& key) { key.threads = 1; },
           [](LatencyKey& key) { key.device = "another"; }}) {
    LatencyKey key = some_key();
    change(key);
    EXPECT_FALSE(cache.find(key).has_value());
  }
}

TEST_F(LatencyCacheTest, SaysThatAKeptResultDidNotConverge) {
  const LatencyCache cache(folder_);
  LatencyResult result = some_result();
  result.converged = false;
  cache.store(some_key(), result);
  const auto kept = cache.find(some_key());
  ASSERT_TRUE(kept.has_value());
  EXPECT_FALSE(kept->converged);
  EXPECT_EQ(kept->median_ms, result.median_ms);
}

TEST_F(LatencyCacheTest, MeasuresAgainWhenTheFileIsDamaged) {
  const LatencyCache cache(folder_);
  cache.store(some_key(), some_result());
  const fs::path path = only_file();
  const std::string good = read_file(path);
  Json another = Json::parse(good);
  another["key"]["device"] = "another";
  Json future = Json::parse(good);
  future["format"] = 99;
  Json zero = Json::parse(good);
  zero["result"]["median_ms"] = 0;
  for (const std::string& bad : {std::string(), std::string("{"), good.substr(0, good.size() / 2),
                                 std::string("[]"), another.dump(), future.dump(), zero.dump()}) {
    write_file_atomically(path, bad);
    EXPECT_FALSE(cache.find(some_key()).has_value()) << bad;
  }
  cache.store(some_key(), some_result());
  EXPECT_TRUE(cache.find(some_key()).has_value());
}

TEST_F(LatencyCacheTest, AFolderThatCannotBeWrittenIsNoFailure) {
  // A file where the folder should be: also root cannot write into it.
  write_file_atomically(folder_, "in the way");
  const LatencyCache cache(folder_);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  cache.store(some_key(), some_result());
  EXPECT_THAT(testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr(),
              HasSubstr("the latency is not kept"));
  EXPECT_FALSE(cache.find(some_key()).has_value());
}

TEST(LatencyCacheFolder, FollowsTheEnvironment) {
  ::setenv("XDG_CACHE_HOME", "/somewhere", 1);
  EXPECT_EQ(cache_folder("latency"), "/somewhere/efs/latency");
  ::unsetenv("XDG_CACHE_HOME");
  ::setenv("HOME", "/somewhere/a", 1);
  EXPECT_EQ(cache_folder("latency"), "/somewhere/a/.cache/efs/latency");
}

}  // namespace
}  // namespace efs::device
