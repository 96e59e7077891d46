#include "study/export/snapshot_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/rng.h"
#include "study/example_info.h"
#include "study/expect_equal.h"
#include "support/message_of.h"

namespace efs::study {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Snapshot example() {
  Snapshot snapshot{.info = example_info(), .notes = {{"winner", "3"}, {"wish", ""}}};
  snapshot.revision = 12;
  for (int i = 0; i < 3; ++i) {
    Trial trial;
    trial.number = i;
    trial.params = {{"architecture", std::string("vgg11")},
                    {"learning_rate", i == 0 ? 1.0 : 1e-3 / 3.0},
                    {"width", std::int64_t{-9007199254740993}}};
    trial.seed = 0xfedcba9876543210ULL + static_cast<std::uint64_t>(i);
    trial.state = i == 0 ? TrialState::kRunning : TrialState::kFailed;
    trial.reason = "it's \"odd\"\n\xC3\xA4";
    trial.restart = i == 2;
    trial.claims = 3;
    trial.heartbeat_s = 1.7e9 + 1.0 / 3.0;
    trial.epochs = {{1,
                     1,
                     std::nan(""),
                     {{"val_loss", std::numeric_limits<double>::infinity()}, {"val_iou", 0.1}},
                     5e-324,
                     1,
                     2,
                     1.7e9 + 2.0 / 3.0,
                     "it's \"host\":1"}};
    if (i > 0) {
      const LatencyRecord latency{std::nan(""), -std::numeric_limits<double>::infinity(), "{}"};
      trial.cost = {.latencies = {{kFirstTarget, latency}}, .macs = 1814073344, .size_mb = 44.625};
    }
    snapshot.history.trials.push_back(trial);
  }
  return snapshot;
}

TEST(SnapshotJson, ReadsBackEqual) {
  const Snapshot read = snapshot_of(to_json(example()).dump(), "s.json");
  EXPECT_EQ(read.info.name, example().info.name);
  expect_equal(read, example());
}

// What a program before schema version 3 wrote.
TEST(SnapshotJson, AnOlderExportDoesNotKnowWhenEpochsEnded) {
  Json json = to_json(example());
  Snapshot expected = example();
  for (std::size_t i = 0; i < 3; ++i) {
    json["trials"][i]["epochs"][0].erase("finished_unix_s");
    json["trials"][i]["epochs"][0].erase("worker");
    expected.history.trials[i].epochs[0].finished_unix_s = 0.0;
    expected.history.trials[i].epochs[0].worker.clear();
  }
  expect_equal(snapshot_of(json.dump(), "s.json"), expected);
}

TEST(SnapshotJson, SaysWhatIsWrong) {
  const auto refused = [](const Json& json) {
    return message_of([&] { snapshot_of(json.dump(), "s.json"); });
  };
  EXPECT_THAT(message_of([] { snapshot_of("{", "s.json"); }),
              AllOf(StartsWith("s.json"), HasSubstr("no JSON")));
  EXPECT_THAT(refused(Json::array()), HasSubstr("no exported study"));
  Json newer = to_json(example());
  newer["efs_study"] = 2;
  EXPECT_THAT(refused(newer), HasSubstr("version 2; this program reads version 1"));
  Json without = to_json(example());
  without["trials"][1].erase("seed");
  EXPECT_THAT(refused(without), AllOf(HasSubstr("seed"), HasSubstr("export it again")));
  Json untimely = to_json(example());
  untimely["trials"][0]["epochs"][0]["finished_unix_s"] = nullptr;
  EXPECT_THAT(refused(untimely), HasSubstr("malformed"));
  Json odd = to_json(example());
  odd["trials"][0]["state"] = "odd";
  EXPECT_THAT(refused(odd), HasSubstr("unknown trial state 'odd'"));
  Json hole = to_json(example());
  hole["trials"].erase(1);
  EXPECT_THAT(refused(hole), HasSubstr("trial 1 is missing"));
}

// Numbers that no conversion may see, names that reach files and pages, depth and breadth.
TEST(SnapshotJson, BoundsWhatItBelieves) {
  const auto refused = [](const Json& json) {
    return message_of([&] { snapshot_of(json.dump(), "s.json"); });
  };
  for (const char* key : {"number", "stage", "target_epoch", "claims", "losses", "macs"}) {
    for (const Json& value : {Json(1e300), Json(-1), Json(1.5), Json("1"), Json(true)}) {
      Json json = to_json(example());
      json["trials"][0][key] = value;
      EXPECT_THAT(refused(json), HasSubstr(key)) << value;
    }
  }
  for (const char* target : {"x/../../drawing", "\"><script>", "", "a b", "\x1b[2J"}) {
    Json json = to_json(example());
    json["trials"][0]["other_latencies"][target] = {
        {"median_ms", 1.0}, {"p90_ms", 1.0}, {"detail", "{}"}};
    EXPECT_THAT(refused(json), HasSubstr("a target has the name")) << target;
  }
  EXPECT_THAT(message_of([] {
                snapshot_of(
                    "{\"efs_study\":" + std::string(100000, '[') + std::string(100000, ']') + "}",
                    "s.json");
              }),
              HasSubstr("levels of nesting"));
}

TEST(SnapshotJson, LeavesOutWhereTheFilesAre) {
  Snapshot snapshot = example();
  snapshot.notes["folder"] = "/srv/ann/runs/x";
  EXPECT_FALSE(to_json(snapshot)["notes"].contains("folder"));
  Json older = to_json(snapshot);
  older["notes"]["folder"] = "/srv/ann/runs/x";
  EXPECT_FALSE(snapshot_of(older.dump(), "s.json").notes.contains("folder"));
}

// Whatever is cut off or changed is read or refused, never a crash.
TEST(SnapshotJson, SurvivesDamage) {
  const std::string whole = to_json(example()).dump();
  Rng rng(7);
  for (int i = 0; i < 3000; ++i) {
    std::string text = whole;
    if (rng.chance(0.3)) text.resize(static_cast<std::size_t>(rng.integer(0, 1000)));
    for (int change = 0; change < 3 && !text.empty(); ++change) {
      const auto at = rng.integer(0, static_cast<std::int64_t>(text.size()) - 1);
      text[static_cast<std::size_t>(at)] = static_cast<char>(rng.integer(32, 126));
    }
    const std::string said = message_of([&] { snapshot_of(text, "s.json"); });
    EXPECT_THAT(said, ::testing::AnyOf("no error", StartsWith("s.json: ")));
  }
}

}  // namespace
}  // namespace efs::study
