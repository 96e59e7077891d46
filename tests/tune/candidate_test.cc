#include "tune/candidate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace efs::tune {
namespace {

using ::testing::HasSubstr;

TEST(Candidate, ThePointStandsOverTheConstants) {
  SearchOptions options;
  options.network.head = "gap";
  options.network.input = square(96);
  options.train.batch_size = 8;
  const Candidate candidate = candidate_of(options, {{"architecture", std::string("mobilenet_v2")},
                                                     {"head", std::string("center")},
                                                     {"tap", std::int64_t{16}},
                                                     {"width", 0.5},
                                                     {"loss", std::string("giou + 5 * l1")},
                                                     {"optimizer", std::string("sgd")},
                                                     {"learning_rate", 0.25}});
  EXPECT_EQ(candidate.network.architecture, "mobilenet_v2");
  EXPECT_EQ(candidate.network.head, "center");
  EXPECT_EQ(candidate.network.tap, 16);
  EXPECT_EQ(candidate.network.width, 0.5);
  EXPECT_EQ(candidate.network.input, square(96));
  EXPECT_EQ(candidate.train.loss, train::parse_loss("giou + 5 * l1"));
  EXPECT_EQ(candidate.train.optimizer, train::OptimizerKind::kSgd);
  EXPECT_EQ(candidate.train.learning_rate, 0.25);
  EXPECT_EQ(candidate.train.batch_size, 8);
}

TEST(Candidate, RefusesWhatThisVersionDoesNotKnow) {
  EXPECT_THROW(candidate_of({}, {{"colour", std::string("red")}}), Error);
  EXPECT_THROW(candidate_of({}, {{"tap", 16.0}}), Error);
}

std::string message_of(const SearchOptions& options) {
  try {
    check_candidates(options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(CheckCandidates, NamesTheArchitectureThatCannot) {
  SearchOptions options;
  options.space = search::grid_space({"resnet18", "mobilenet_v2"}, {0.001});
  EXPECT_EQ(message_of(options), "no error");
  options.space.parameters.push_back({.name = "width", .values = {0.5, 1.0}});
  EXPECT_THAT(message_of(options), HasSubstr("resnet18"));
  options.space.parameters.back().only_if = {search::only_for({"mobilenet_v2"})};
  EXPECT_EQ(message_of(options), "no error");
  options.network.input = square(40);
  options.space = search::grid_space({"alexnet"}, {0.001});
  EXPECT_THAT(message_of(options), HasSubstr("alexnet"));
}

TEST(Label, TellsTheArchitectureThenTheOtherChoices) {
  EXPECT_EQ(label_of({{"architecture", std::string("resnet18")}, {"learning_rate", 0.001}}),
            "resnet18, learning rate 0.001");
  EXPECT_EQ(label_of({{"architecture", std::string("resnet18")},
                      {"learning_rate", 0.001},
                      {"head", std::string("gap")}}),
            "resnet18, head gap, learning rate 0.001");
}

TEST(Candidate, HasHalfTheBatchAfterWantOfMemory) {
  SearchOptions options;
  options.train.batch_size = 16;
  study::Trial trial;
  trial.params = {{"architecture", std::string("resnet18")}};
  EXPECT_EQ(candidate_of(options, trial).train.batch_size, 16);
  trial.batch_halvings = 1;
  EXPECT_EQ(candidate_of(options, trial).train.batch_size, 8);
  options.train.batch_size = 3;
  EXPECT_EQ(candidate_of(options, trial).train.batch_size, 2);
}

}  // namespace
}  // namespace efs::tune
