#include "report/leaderboard/winner_recall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/files/files.h"
#include "support/message_of.h"
#include "support/temporary_folder.h"

namespace efs::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
namespace fs = std::filesystem;

class WinnerRecallFile : public ::testing::Test {
 protected:
  std::optional<WinnerRecall> load(const std::string& text) const {
    write_file_atomically(folder_ / "best/recall_curve.json", text);
    return load_winner_recall(folder_.path());
  }
  std::string refusal(const std::string& text) const {
    return message_of([&] { load(text); });
  }

  TemporaryFolder folder_;
};

TEST_F(WinnerRecallFile, IsRead) {
  EXPECT_FALSE(load_winner_recall(folder_.path()));
  const auto recall = load(R"({"images": 40, "faces": 100,
      "deployed": {"threshold": 0.45, "false_alarms": 24, "right": 80},
      "points": [[0, 0.5, 0.9], [24, 0.8, -3]], "trial": 3})");
  ASSERT_TRUE(recall);
  EXPECT_EQ(recall->trial, 3);
  EXPECT_EQ(recall->images, 40U);
  EXPECT_EQ(recall->faces, 100U);
  ASSERT_TRUE(recall->deployed);
  EXPECT_EQ(recall->deployed->threshold, 0.45);
  EXPECT_EQ(recall->deployed->false_alarms, 24U);
  EXPECT_EQ(recall->deployed->recall(), 0.8);
  EXPECT_THAT(recall->points, testing::ElementsAre(detect::RecallPoint{0, 0.5, 0.9},
                                                   detect::RecallPoint{24, 0.8, -3.0}));
  const auto none = load(R"({"images":1,"faces":0,"deployed":null,"points":[],"trial":0})");
  EXPECT_FALSE(none->deployed);
  EXPECT_TRUE(none->points.empty());
}

TEST_F(WinnerRecallFile, AnyOtherIsNamedWithItsCure) {
  const auto with = [](const std::string& points) {
    return R"({"images":1,"faces":9,"deployed":null,"trial":0,"points":)" + points + "}";
  };
  EXPECT_EQ(refusal(with("[[0,0.5,0.9]]")), "no error");
  for (const std::string& text :
       {std::string("[]"), std::string("{}"), std::string("3"), with("[3]"), with("[[1,2]]"),
        with("[[-1,0.5,0.9]]"), with("[[1e300,0.5,0.9]]"), with("[[0.5,0.5,0.9]]"),
        with("[[0,1.5,0.9]]"), with("[[0,\"<b>\",0.9]]"), with("[[0,0.5,null]]"),
        std::string(R"({"images":1,"faces":9,"points":[],"trial":-1,"deployed":null})"),
        std::string(R"({"images":1,"faces":9,"points":[],"trial":1,"deployed":{}})"),
        std::string(R"({"images":1,"faces":9,"points":[],"trial":1,
            "deployed":{"threshold":1,"false_alarms":0,"right":10}})")}) {
    EXPECT_THAT(refusal(text), AllOf(HasSubstr("recall_curve.json"), HasSubstr("efs report")))
        << text;
  }
}

TEST_F(WinnerRecallFile, IsBounded) {
  for (const std::string& text :
       {std::string(100'000, '['), std::string("[{"), "[" + std::string(2 << 20, ' ') + "]"}) {
    EXPECT_THAT(refusal(text), HasSubstr("recall_curve.json"));
  }
  fs::remove(folder_ / "best/recall_curve.json");
  ASSERT_EQ(::mkfifo((folder_ / "best/recall_curve.json").c_str(), 0600), 0);
  EXPECT_THAT(message_of([&] { load_winner_recall(folder_.path()); }), HasSubstr("a pipe"));
}

}  // namespace
}  // namespace efs::report
