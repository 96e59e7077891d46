#include "search/simulation/curves.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "core/rng.h"
#include "search/objectives/fitness.h"
#include "support/message_of.h"

namespace efs::search {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

RecordedCurves parse(const std::string& text) { return parse_curves(text, "c.csv"); }
std::string refusal(const std::string& text) {
  return message_of([&] { parse(text); });
}

/// As the Python project EdgeFaceSearch wrote it: two networks, one with two learning rates.
const std::string kOriginal =
    "architecture,learning_rate,epoch,train_loss,val_loss,latency_s\n"
    "alexnet,1e-05,1,89.8793,80.3207,0.0\n"
    "alexnet,1e-05,2,44.7330,27.7145,0.003\n"
    "alexnet,0.001,1,40.1,30.5,0.001\n"
    "alexnet,0.001,2,39.5,29.5,0.0\n"
    "resnet18,0.001,1,38.5993,20.0790,0.0\n"
    "resnet18,0.001,2,21.2863,18.1024,0.0\n";

double latency_ms(const RecordedCurve& curve, const std::string& target = study::kFirstTarget) {
  return curve.cost.latencies.at(target).median_ms;
}

TEST(Curves, ReadsTheOriginalsTable) {
  const RecordedCurves curves = parse(kOriginal);
  EXPECT_EQ(curves.epochs, 2);
  EXPECT_EQ(curves.shorter, 0);
  EXPECT_FALSE(curves.has_accuracy);
  ASSERT_EQ(curves.curves.size(), 3u);
  const RecordedCurve& first = curves.curves[0];
  EXPECT_EQ(first.params,
            (study::Params{{"architecture", std::string("alexnet")}, {"learning_rate", 1e-5}}));
  ASSERT_EQ(first.epochs.size(), 2u);
  EXPECT_EQ(first.epochs[1].epoch, 2);
  EXPECT_EQ(first.epochs[1].train_loss, 44.733);
  EXPECT_EQ(first.epochs[1].metrics.value("val_loss"), 27.7145);
  EXPECT_TRUE(std::isnan(first.epochs[1].metrics.value("val_iou")));
  EXPECT_EQ(first.epochs[1].seconds, 1.0);
}

TEST(Curves, ALatencyIsTheMedianOfItsNetworkWithoutFailedMeasurements) {
  const RecordedCurves curves = parse(kOriginal);
  EXPECT_DOUBLE_EQ(latency_ms(curves.curves[0]), 2.0);  // of 1 and 3 ms
  EXPECT_DOUBLE_EQ(latency_ms(curves.curves[1]), 2.0);
  EXPECT_TRUE(curves.curves[2].cost.latencies.empty());
  const RecordedCurves odd = parse(
      "width,epoch,train_loss,val_loss,latency_ms\n"
      "0.5,1,1,1,4\n0.5,2,1,1,inf\n0.5,3,1,1,nan\n0.5,4,1,1,-3\n0.5,5,1,1,\n");
  EXPECT_EQ(latency_ms(odd.curves[0]), 4.0);
}

TEST(Curves, TheSpaceHasEveryValueThatOccurs) {
  const Space space = parse(kOriginal).space;
  ASSERT_EQ(space.parameters.size(), 2u);
  EXPECT_EQ(space.parameters[0].name, "architecture");
  EXPECT_TRUE(space.parameters[0].shapes_network);
  EXPECT_THAT(space.parameters[0].values,
              ElementsAre(study::ParamValue("alexnet"), study::ParamValue("resnet18")));
  EXPECT_EQ(space.parameters[1].name, "learning_rate");
  EXPECT_FALSE(space.parameters[1].shapes_network);
  EXPECT_THAT(space.parameters[1].values,
              ElementsAre(study::ParamValue(1e-5), study::ParamValue(1e-3)));
  EXPECT_NO_THROW(validate(space));
}

TEST(Curves, TellTheTaskByTheirAccuracy) {
  const std::string start = "architecture,epoch,train_loss,val_loss";
  for (const auto& [columns, task] :
       {std::pair("", "single"), {",val_iou", "single"}, {",val_ap,val_ap50", "faces"}}) {
    const bool faces = std::string(task) == "faces";
    const std::string values = faces ? ",0.5,0.6" : *columns == '\0' ? "" : ",0.5";
    const RecordedCurves curves = parse(start + columns + "\na,1,9,8" + values + "\n");
    EXPECT_EQ(curves.task.name, task) << columns;
    EXPECT_EQ(curves.has_accuracy, *columns != '\0') << columns;
  }
}

TEST(Curves, ReadsAStudysResults) {
  const RecordedCurves curves = parse(
      "trial,stage,architecture,feature_dim,learning_rate,epoch,train_loss,val_loss,val_iou,"
      "latency_ms,fitness,state,seconds,images_per_second,params,macs,size_mb,head,width\n"
      "0,1,a,512,0.01,1,9,8,0.25,5.5,0.2,stopped,2.5,100,10,20,0.5,gap,\n"
      "1,1,\"b, large\",512,0.01,1,9,,0.5,7,0.4,completed,3,100,10,20,0.5,gap,0.5\n"
      "0,1,a,512,0.01,2,8,7,0.3,5.5,0.2,stopped,2.5,100,10,20,0.5,gap,\n"
      "1,2,\"b, large\",512,0.01,2,9,6,0.6,7,0.4,completed,0,100,10,20,0.5,gap,0.5\n");
  EXPECT_TRUE(curves.has_accuracy);
  ASSERT_EQ(curves.curves.size(), 2u);
  EXPECT_EQ(curves.curves[0].params, (study::Params{{"architecture", std::string("a")},
                                                    {"head", std::string("gap")},
                                                    {"learning_rate", 0.01}}));
  EXPECT_EQ(curves.curves[0].epochs[1].metrics.value("val_iou"), 0.3);
  EXPECT_EQ(curves.curves[0].epochs[1].seconds, 2.5);
  EXPECT_EQ(latency_ms(curves.curves[0]), 5.5);
  EXPECT_EQ(curves.curves[1].params.at("architecture"), study::ParamValue("b, large"));
  EXPECT_EQ(curves.curves[1].params.at("width"), study::ParamValue(0.5));
  EXPECT_TRUE(
      std::isnan(curves.curves[1].epochs[0].metrics.value("val_loss")));  // it was not finite
  EXPECT_EQ(curves.curves[1].epochs[1].seconds, 1.0);
}

// They were taken for a parameter.
TEST(Curves, ReadsLatenciesOnFurtherTargets) {
  const RecordedCurves curves = parse(
      "architecture,learning_rate,epoch,train_loss,val_loss,latency_ms,latency_ms.nano\n"
      "a,0.1,1,1,9,5,20\na,0.2,1,1,8,7,22\nb,0.1,1,1,7,3,\n");
  ASSERT_EQ(curves.space.parameters.size(), 2u);
  EXPECT_EQ(curves.space.parameters[1].name, "learning_rate");
  EXPECT_THAT(curves.other_targets, ElementsAre("nano"));
  EXPECT_EQ(latency_ms(curves.curves[0]), 6.0);
  EXPECT_EQ(latency_ms(curves.curves[1], "nano"), 21.0);
  EXPECT_FALSE(curves.curves[2].cost.latencies.contains("nano"));
  study::Trial trial;
  trial.cost = curves.curves[0].cost;
  EXPECT_EQ(metrics_of(trial, Task{}).find("latency_ms.nano"), 21.0);
}

TEST(Curves, LeavesOutTrialsThatWereStopped) {
  const std::string text = "x,epoch,train_loss,val_loss\n1,1,1,1\n2,1,1,1\n2,2,1,1\n3,1,1,1\n";
  const RecordedCurves curves = parse(text);
  EXPECT_EQ(curves.epochs, 2);
  EXPECT_EQ(curves.shorter, 2);
  ASSERT_EQ(curves.curves.size(), 1u);
  EXPECT_THAT(curves.space.parameters.at(0).values,
              ElementsAre(study::ParamValue(std::int64_t{2})));
}

TEST(Curves, ARunThatBeganAnewReplacesTheOneBefore) {
  const RecordedCurves curves =
      parse("x,epoch,train_loss,val_loss\n1,1,1,9\n1,2,1,8\n1,3,1,7\n1,1,1,6\n1,2,1,5\n");
  EXPECT_EQ(curves.epochs, 2);
  ASSERT_EQ(curves.curves.size(), 1u);
  EXPECT_EQ(curves.curves[0].epochs[0].metrics.value("val_loss"), 6.0);
}

TEST(Curves, WhatIsNoNumberIsAName) {
  const RecordedCurves curves = parse(
      "x,y,epoch,train_loss,val_loss\n"
      "nan,1,1,1,1\ninf,1.5,1,1,1\n1e3,-2,1,1,1\n1x,0x10,1,1,1\n");
  ASSERT_EQ(curves.curves.size(), 4u);
  EXPECT_THAT(curves.space.parameters[0].values,
              ElementsAre(study::ParamValue("nan"), study::ParamValue("inf"),
                          study::ParamValue(1000.0), study::ParamValue("1x")));
  EXPECT_THAT(curves.space.parameters[1].values,
              ElementsAre(study::ParamValue(std::int64_t{1}), study::ParamValue(1.5),
                          study::ParamValue(std::int64_t{-2}), study::ParamValue("0x10")));
}

TEST(Curves, RefusesWithFileAndLine) {
  EXPECT_THAT(refusal(""), HasSubstr("c.csv: it is empty"));
  EXPECT_EQ(refusal("x,epoch,train_loss,val_loss\n"), "c.csv: it has no rows");
  EXPECT_THAT(refusal("x,epoch,train_loss,val_los\n1,1,1,1\n"),
              AllOf(StartsWith("c.csv:1: "), HasSubstr("column"), HasSubstr("'val_los'")));
  EXPECT_THAT(refusal("x,train_loss,val_loss\n"),
              AllOf(StartsWith("c.csv:1: "), HasSubstr("epoch")));
  EXPECT_EQ(refusal("trial,epoch,train_loss,val_loss\n0,1,1,1\n"),
            "c.csv:1: no column is a parameter, such as architecture");
  EXPECT_EQ(refusal("x,epoch,train_loss,val_loss\n1,1,1,1\n1,2,1,1.0.0\n"),
            "c.csv:3: val_loss '1.0.0' is not a number");
  EXPECT_EQ(refusal("x,epoch,train_loss,val_loss\n1,first,1,1\n"),
            "c.csv:2: epoch 'first' is not a number");
  EXPECT_EQ(refusal("x,epoch,train_loss,val_loss\na,1,1,1\na,3,1,1\n"),
            "c.csv:3: epoch 3 of a follows epoch 1; the epochs of a trial go 1, 2, ...");
  for (const char* epoch : {"0", "2", "1.5", "-1", "nan", "1e300", ""}) {
    EXPECT_THAT(refusal("x,epoch,train_loss,val_loss\na," + std::string(epoch) + ",1,1\n"),
                StartsWith("c.csv:2: epoch "));
  }
}

/// One or two small changes, as bad editors and bad networks make them.
std::string damaged(std::string text, Rng& rng) {
  const auto place = [&] {
    return static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(text.size()) - 1));
  };
  for (auto changes = rng.integer(1, 2); changes > 0 && !text.empty(); --changes) {
    switch (rng.integer(0, 4)) {
      case 0:
        text[place()] = static_cast<char>(rng.integer(0, 255));
        break;
      case 1:
        text.erase(place(), static_cast<std::size_t>(rng.integer(1, 12)));
        break;
      case 2:
        text.insert(place(), 1, ",\"\n\r.-e0n"[rng.integer(0, 8)]);
        break;
      case 3:
        text.insert(place(), text.substr(place(), static_cast<std::size_t>(rng.integer(1, 40))));
        break;
      default:
        text.resize(place());
    }
  }
  return text;
}

TEST(Curves, AreReadUpToABound) {
  std::string header = "epoch,train_loss,val_loss", cells = "1,1,1";
  for (int i = 0; i <= 100; ++i) {
    header += ",p" + std::to_string(i);
    cells += ",0";
  }
  EXPECT_THAT(refusal(header + "\n" + cells + "\n"),
              StartsWith("c.csv:1: 101 columns are parameters; at most 100"));
  std::string points = "width,epoch,train_loss,val_loss\n", epochs = points;
  for (int i = 1; i <= 1001; ++i) points += std::to_string(i) + ",1,1,1\n";
  EXPECT_THAT(refusal(points), StartsWith("c.csv:1002: more than 1000 points"));
  for (int i = 1; i <= 10001; ++i) epochs += "1," + std::to_string(i) + ",1,1\n";
  EXPECT_THAT(refusal(epochs), StartsWith("c.csv:10002: more than 10000 epochs of one point"));
}

TEST(Curves, OfADamagedFileAreWholeOrRefused) {
  Rng rng(1);
  int whole = 0, refused = 0;
  for (int round = 0; round < 4000; ++round) {
    const std::string text = damaged(kOriginal, rng);
    try {
      const RecordedCurves curves = parse(text);
      ++whole;
      std::set<study::Params> points;
      for (const RecordedCurve& curve : curves.curves) {
        EXPECT_TRUE(points.insert(curve.params).second) << text;
        ASSERT_EQ(curve.epochs.size(), static_cast<std::size_t>(curves.epochs)) << text;
        for (std::size_t i = 0; i < curve.epochs.size(); ++i) {
          EXPECT_EQ(curve.epochs[i].epoch, static_cast<int>(i) + 1);
          EXPECT_TRUE(curve.epochs[i].seconds > 0.0 && std::isfinite(curve.epochs[i].seconds));
        }
        for (const auto& [target, latency] : curve.cost.latencies) {
          EXPECT_TRUE(latency.median_ms > 0.0 && std::isfinite(latency.median_ms)) << text;
        }
      }
      EXPECT_FALSE(points.empty());
    } catch (const UsageError& error) {
      ++refused;
      EXPECT_THAT(error.what(), StartsWith("c.csv:"));
    }
  }
  EXPECT_GT(whole, 200);
  EXPECT_GT(refused, 300);
}

}  // namespace
}  // namespace efs::search
