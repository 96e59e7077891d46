#include "report/leaderboard/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/text/csv.h"
#include "report/fake_study.h"
#include "report/leaderboard/csv_reader.h"

namespace efs::report {
namespace {

using testing::StartsWith;

TEST(CsvWriter, QuotesOnlyWhereItMust) {
  CsvWriter csv({"a", "b"});
  csv.add("plain").add("comma, \"quote\"\nline").end_line();
  EXPECT_EQ(csv.text(), "a,b\nplain,\"comma, \"\"quote\"\"\nline\"\n");
  EXPECT_EQ(read_csv(csv.text())[0]["b"], "comma, \"quote\"\nline");
}

// A study of somebody else's opens in a spreadsheet, or on a terminal.
TEST(CsvWriter, WritesNoFormulasAndNoEscapes) {
  CsvWriter csv({"a"});
  for (const char* text : {"=1+1", "@SUM(A1)", "+x", "-x", "-0.5", "a=b", "\x1b[2J\xF6"}) {
    csv.add(text).end_line();
  }
  EXPECT_EQ(csv.text(), "a\n'=1+1\n'@SUM(A1)\n'+x\n'-x\n-0.5\na=b\n\\x1b[2J\\xf6\n");
}

// A label file names its images in this column.
TEST(CsvWriter, LeavesWhatIsReadBackAsItIs) {
  CsvWriter csv({"image_id", "iou"});
  csv.add_exact("=a, b.jpg").add(0.5).end_line();
  EXPECT_EQ(csv.text(), "image_id,iou\n\"=a, b.jpg\",0.5\n");
}

TEST(CsvWriter, WritesNumbersThatReadBackEqual) {
  for (const double value : {0.1, 1.0 / 3.0, 1e-300, 123456789.123456789, -2.5}) {
    CsvWriter csv({"x"});
    csv.add(value).end_line();
    EXPECT_EQ(std::stod(read_csv(csv.text())[0]["x"]), value);
  }
}

TEST(CsvWriter, LeavesUnknownValuesEmpty) {
  CsvWriter csv({"a", "b", "c"});
  csv.add(std::nan("")).add(HUGE_VAL).add(std::optional<double>()).end_line();
  EXPECT_EQ(csv.text(), "a,b,c\n,,\n");
}

TEST(CsvWriter, RefusesALineOfAnotherLength) {
  CsvWriter csv({"a", "b"});
  csv.add("one");
  EXPECT_THROW(csv.end_line(), std::logic_error);
}

TEST(ResultsCsv, HasTheColumnsOfTheOriginalFirst) {
  const ReportSource source = fake_study();
  EXPECT_THAT(results_csv(source, leaderboard_rows(source)),
              StartsWith("trial,stage,architecture,feature_dim,learning_rate,epoch,train_loss,"
                         "val_loss,val_iou,latency_ms,fitness,"));
}

TEST(ResultsCsv, HasARowPerTrialAndEpoch) {
  const ReportSource source = fake_study();
  const auto rows = read_csv(results_csv(source, leaderboard_rows(source)));
  std::size_t next = 0;
  for (const study::Trial& trial : source.history.trials) {
    for (const study::EpochRecord& record : trial.epochs) {
      ASSERT_LT(next, rows.size());
      CsvRow row = rows[next++];
      EXPECT_EQ(row["trial"], std::to_string(trial.number));
      EXPECT_EQ(row["stage"], std::to_string(record.stage));
      EXPECT_EQ(row["epoch"], std::to_string(record.epoch));
      EXPECT_EQ(row["feature_dim"], "512");
      EXPECT_EQ(std::stod(row["train_loss"]), record.train_loss);
      EXPECT_EQ(row["state"], study::to_string(trial.state));
      if (std::isfinite(record.metrics.value("val_iou"))) {
        EXPECT_EQ(std::stod(row["val_iou"]), record.metrics.value("val_iou"));
        const double expected =
            record.metrics.value("val_iou") * std::pow(std::stod(row["latency_ms"]) / 15.0, -0.07);
        EXPECT_NEAR(std::stod(row["fitness"]), expected, 1e-12);
      } else {
        EXPECT_EQ(row["val_iou"], "");
        EXPECT_EQ(row["fitness"], "");
      }
    }
  }
  EXPECT_EQ(next, rows.size());
}

TEST(LeaderboardCsv, HasARowPerTrialBestFirst) {
  ReportSource source = fake_study();
  source.history.trials[7].reason = "failed: \"quoted\", and\nmore";
  auto rows = read_csv(leaderboard_csv(leaderboard_rows(source)));
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[0]["rank"], "1");
  EXPECT_EQ(rows[0]["trial"], "2");
  EXPECT_EQ(rows[0]["state"], "completed");
  EXPECT_EQ(rows[0]["best_epoch"], "8");
  EXPECT_EQ(rows[0]["latency_p90_ms"], "5.5");
  EXPECT_EQ(rows[0]["params"], "5000000");
  EXPECT_EQ(rows[0]["on_front"], "true");
  for (CsvRow& row : rows) {
    if (row["trial"] == "7") EXPECT_EQ(row["reason"], "failed: \"quoted\", and\nmore");
    if (row["trial"] == "6") EXPECT_EQ(row["val_iou"], "");
  }
}

TEST(LeaderboardCsv, HasAColumnForEachFurtherTarget) {
  ReportSource source = fake_study();
  source.fitness.target_names = {"pi4", "nano"};
  source.history.trials[2].cost->latencies["nano"] = {.median_ms = 7.25};
  const auto rows = leaderboard_rows(source);
  for (auto& line : read_csv(leaderboard_csv(rows))) {
    EXPECT_EQ(line.at("latency_ms.nano"), line["trial"] == "2" ? "7.25" : "");
  }
  for (auto& line : read_csv(results_csv(source, rows))) {
    EXPECT_EQ(line.at("latency_ms.nano"), line["trial"] == "2" ? "7.25" : "");
  }
}

TEST(LeaderboardCsv, MeasuresTheFront) {
  ReportSource source = fake_study();
  source.reference_latency_ms = 20.0;
  double sum = 0.0;
  for (CsvRow& row : read_csv(leaderboard_csv(leaderboard_rows(source)))) {
    const bool on_front = row["trial"] == "0" || row["trial"] == "2" || row["trial"] == "4";
    EXPECT_EQ(row["on_front"], on_front ? "true" : "false");
    EXPECT_EQ(row["knee"], row["trial"] == "2" ? "true" : "false");
    EXPECT_EQ(row["hypervolume"].empty(), !on_front);
    EXPECT_EQ(row["hypervolume_contribution"].empty(), !on_front);
    if (!on_front) continue;
    EXPECT_NEAR(std::stod(row["hypervolume"]), 0.6282, 1e-4);
    sum += std::stod(row["hypervolume_contribution"]);
  }
  EXPECT_GT(sum, 0.0);
  EXPECT_LT(sum, 0.6282);  // what several reach alike is nobody's own
}

}  // namespace
}  // namespace efs::report
