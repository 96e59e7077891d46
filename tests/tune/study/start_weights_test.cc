#include "tune/study/start_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/files/digest.h"
#include "core/files/files.h"
#include "support/memory_storage.h"
#include "support/message_of.h"
#include "train/network/initial_weights.h"
#include "train/weights/weights_file.h"
#include "tune/model/best.h"
#include "tune/study/study_setup.h"
#include "tune/temporary_study.h"
#include "tune/worker/worker.h"

namespace efs::tune {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t kOtherSeed = 99;  // of no trial

graph::Weights whole_network(const std::string& architecture, double width = 1.0) {
  return train::initial_weights(
      nn::build_network({.architecture = architecture, .input = square(64), .width = width}),
      kOtherSeed);
}

class StartWeightsTest : public ::testing::Test {
 protected:
  StartWeightsTest() {
    files_.options.space = search::grid_space({"squeezenet1_1"}, {1e-3});
    files_.options.strategy.staged.stages = {{1, 1}};
  }
  std::filesystem::path write(const graph::Weights& weights,
                              const std::string& name = "given.safetensors") const {
    train::write_safetensors(files_.root() / name, weights);
    return files_.root() / name;
  }
  void work(study::Storage& storage, const StartWeights& weights) const {
    WorkerObserver silent;
    const auto packed = files_.packed();
    Worker("test", {files_.options,
                    storage,
                    files_.folder(),
                    {packed, weights},
                    silent,
                    [] { return StopRequest::kNone; }})
        .run();
  }
  /// The best weights of the only trial.
  graph::Weights trained(study::Storage& storage) const {
    return trial_weights(files_.options, storage.history().trials.at(0), files_.folder());
  }

  TemporaryStudy files_;
};

TEST_F(StartWeightsTest, ATrialStartsFromTheFilesBackboneAndAFreshHead) {
  const auto given = whole_network("squeezenet1_1");
  files_.options.weights = write(given).string();
  files_.options.train.freeze_backbone_epochs = 1;
  const auto storage = study::create_memory_storage({.seed = 1});
  work(*storage, StartWeights(files_.options));
  for (const auto& [name, tensor] : trained(*storage)) {
    EXPECT_EQ(tensor.values == given.at(name).values, !name.starts_with("head.")) << name;
  }
}

TEST_F(StartWeightsTest, NothingButTheHeadIsDrawnFromTheTrialsSeed) {
  const auto given = whole_network("squeezenet1_1");
  files_.options.weights = write(given).string();
  files_.options.space = search::grid_space({"squeezenet1_1"}, {1e-30});  // nothing is learnt
  const auto storage = study::create_memory_storage({.seed = 1});
  work(*storage, StartWeights(files_.options));
  const auto graph = nn::build_network({.architecture = "squeezenet1_1", .input = square(64)});
  const auto fresh = train::initial_weights(graph, storage->history().trials.at(0).seed);
  for (const auto& [name, tensor] : trained(*storage)) {
    const auto& start = name.starts_with("head.") ? fresh.at(name) : given.at(name);
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      ASSERT_NEAR(tensor.values[i], start.values[i], 1e-20) << name;
    }
  }
}

TEST_F(StartWeightsTest, ANetworkAtATapTakesWhatItHas) {
  const auto path = write(whole_network("squeezenet1_1"));
  files_.options.weights = path.string();
  files_.options.network.tap = 8;
  files_.options.network.head = "center";
  const StartWeights weights(files_.options);
  auto network = files_.options.network;
  network.architecture = "squeezenet1_1";
  const auto backbone = weights.backbone(network, nn::build_network(network));
  EXPECT_TRUE(backbone.contains("features.0.weight"));
  EXPECT_FALSE(backbone.contains("features.12.squeeze.weight"));
  EXPECT_FALSE(backbone.contains("head.fc1.weight"));
}

TEST_F(StartWeightsTest, RefusesAFileOfAnotherArchitectureWithItsName) {
  const auto refused = [&](const graph::Weights& weights) {
    files_.options.weights = write(weights).string();
    return message_of([&] { StartWeights{files_.options}; });
  };
  EXPECT_THAT(refused(whole_network("alexnet")),
              AllOf(HasSubstr("given.safetensors"), HasSubstr("squeezenet1_1"),
                    HasSubstr("missing"), HasSubstr("unexpected")));
  auto deeper = whole_network("squeezenet1_1");
  deeper["features.13.weight"] = {{1}, {0.0F}};
  EXPECT_THAT(refused(deeper), HasSubstr("1 unexpected:\n  features.13.weight"));
  auto smaller = whole_network("squeezenet1_1");
  smaller.erase("features.0.weight");
  EXPECT_THAT(refused(smaller), HasSubstr("1 missing:\n  features.0.weight"));
  files_.options.space = search::grid_space({"mobilenet_v2"}, {1e-3});
  files_.options.network.width = 0.5;
  EXPECT_THAT(refused(whole_network("mobilenet_v2")),
              AllOf(HasSubstr("in width 0.5"), HasSubstr("of another shape")));
  EXPECT_EQ(refused(whole_network("mobilenet_v2", 0.5)), "no error");
}

TEST_F(StartWeightsTest, PublishedWeightsAreFoundForEachArchitectureOnce) {
  files_.options.weights = "torchvision";
  files_.options.space = search::grid_space({"squeezenet1_1", "shufflenet_v2_x0_5"}, {1e-3, 1e-4});
  std::vector<std::string> asked;
  const StartWeights weights(files_.options, [&](const train::PublishedWeights& published) {
    asked.push_back(published.file);
    auto whole = whole_network(published.architecture);
    whole["fc.weight"] = {{1}, {0.0F}};  // a classifier
    return write(whole, published.architecture + ".safetensors");
  });
  EXPECT_THAT(asked, ElementsAre("shufflenetv2_x0.5-f707e7126e.pth", "squeezenet1_1-b8a52dc0.pth"));
  const auto digest = [&](const std::string& name) {
    return sha256_hex(read_file(files_.root() / (name + ".safetensors")));
  };
  EXPECT_EQ(weights.describe(), "shufflenet_v2_x0_5 " + digest("shufflenet_v2_x0_5") +
                                    "\nsqueezenet1_1 " + digest("squeezenet1_1") + "\n");
}

TEST_F(StartWeightsTest, AFileThatChangesEndsTheStudyAndNotItsTrials) {
  files_.options.weights = write(whole_network("squeezenet1_1")).string();
  const StartWeights weights(files_.options);
  const auto storage = study::create_memory_storage({.seed = 1});
  write({{"w", {{1}, {0.0F}}}});
  EXPECT_THAT(message_of([&] { work(*storage, weights); }),
              AllOf(HasSubstr("given.safetensors"), HasSubstr("has changed")));
  EXPECT_EQ(storage->history().trials.at(0).state, study::TrialState::kQueued);
}

TEST_F(StartWeightsTest, AStudyGoesOnOnlyFromTheFilesThatItBeganWith) {
  files_.options.weights = write(whole_network("squeezenet1_1")).string();
  const auto create = [&] {
    return create_study(files_.options, "", study::new_study_location(files_.folder().root()));
  };
  const auto open = [&] {
    const auto location = study::find_study_files(files_.folder().root());
    return open_study(files_.options, study::open_storage(location.database), location.folder);
  };
  {
    auto study = create();
    ASSERT_TRUE(study.storage->apply({study::CreateTrial{{{"architecture", "squeezenet1_1"}}}},
                                     study.storage->revision()));
  }
  EXPECT_EQ(message_of(open), "no error");
  auto changed = whole_network("squeezenet1_1");
  changed.at("features.0.weight").values[0] += 1.0F;
  write(changed);
  EXPECT_THAT(message_of(open), AllOf(HasSubstr("have changed"), HasSubstr("squeezenet1_1 ")));
  std::filesystem::remove(files_.options.weights);
  EXPECT_THAT(message_of(open), HasSubstr("given.safetensors"));
}

TEST_F(StartWeightsTest, AreFoundBeforeAStudyIsMade) {
  files_.options.weights = (files_.root() / "none.pth").string();
  const auto create = [&] {
    create_study(files_.options, "", study::new_study_location(files_.folder().root()));
  };
  EXPECT_THAT(message_of(create), HasSubstr("none.pth"));
  EXPECT_FALSE(std::filesystem::exists(files_.folder().root()));
}

}  // namespace
}  // namespace efs::tune
