#include "tune/latency/latency_models.h"

#include <gtest/gtest.h>

#include "core/files/digest.h"
#include "core/text/json.h"
#include "device/latency_result.h"
#include "graph/latency_features.h"
#include "nn/catalogue.h"
#include "nn/network.h"
#include "search/latency/latency_model.h"
#include "study/notes.h"
#include "support/memory_storage.h"
#include "tune/candidate.h"

namespace efs::tune {
namespace {

/// A target on which a run takes 0.1 ms, an operator 0.01 and 10^6 values 2.
double latency_ms(const graph::Graph& network) {
  const auto features = graph::latency_features(network);
  return 0.1 + 0.01 * features[1] + 2.0 * features[7];
}

class LatencyModels : public ::testing::Test {
 protected:
  LatencyModels() {
    options_.network.input = square(64);
    options_.network.tap = 0;
    search::Parameter architectures{.name = search::kArchitecture};
    for (const auto& row : nn::architectures()) architectures.values.emplace_back(row.name);
    options_.space.parameters = {architectures};
    options_.latency.all = {{.name = "nano"}, {.name = "pi4"}};
  }
  graph::Graph network(const std::string& architecture) const {
    return nn::build_network(
        candidate_of(options_, study::Params{{search::kArchitecture, architecture}}).network);
  }
  void measure(const std::string& target, std::size_t networks) {
    for (std::size_t i = 0; i < networks; ++i) {
      const auto graph = network(nn::architectures()[i].name);
      device::LatencyResult result;
      result.median_ms = latency_ms(graph);
      storage_->set_note(latency_note(target, sha256_hex(graph::describe(graph))),
                         device::to_json(result).dump());
    }
  }

  SearchOptions options_;
  std::unique_ptr<study::Storage> storage_ = study::create_memory_storage({});
};

TEST_F(LatencyModels, AreKeptForTargetsWithEnoughNetworks) {
  measure("nano", 15);
  measure("pi4", search::kFewestNetworks - 1);
  keep_latency_models(options_, *storage_);
  EXPECT_FALSE(storage_->note(study::note::kLatencyModel.of("pi4")));
  const auto note = storage_->note(study::note::kLatencyModel.of("nano"));
  ASSERT_TRUE(note);
  const auto model = search::latency_model_from_json(Json::parse(*note));
  EXPECT_EQ(model.networks, 15);
  const auto unseen = network(nn::architectures().back().name);
  EXPECT_NEAR(model.predict(graph::latency_features(unseen)).latency_ms / latency_ms(unseen), 1.0,
              0.02);
}

// A prefilter measures networks that are no trials.
TEST_F(LatencyModels, OfMoreNetworksStay) {
  measure("nano", 15);
  const std::string note = study::note::kLatencyModel.of("nano");
  const std::size_t features = graph::latency_features(network("resnet18")).size();
  search::LatencyModel other{.cost_ms = std::vector<double>(features, 1.0), .networks = 40};
  keep_latency_model("nano", other, *storage_);
  keep_latency_models(options_, *storage_);
  EXPECT_EQ(search::latency_model_from_json(Json::parse(*storage_->note(note))).networks, 40);
  for (const auto& useless : {std::string("{}"), [&] {
                                other.cost_ms.resize(2);
                                return search::to_json(other).dump();
                              }()}) {
    storage_->set_note(note, useless);
    keep_latency_models(options_, *storage_);
    EXPECT_EQ(search::latency_model_from_json(Json::parse(*storage_->note(note))).networks, 15);
  }
}

TEST_F(LatencyModels, OnlyASpaceThatIsSmallEnoughIsListed) {
  EXPECT_EQ(listed_networks(options_).size(), nn::architectures().size());
  options_.space.parameters.push_back(
      {.name = "tap",
       .values = {std::int64_t{0}, std::int64_t{8}, std::int64_t{16}, std::int64_t{32},
                  std::int64_t{4}}});
  EXPECT_TRUE(listed_networks(options_).empty());
}

}  // namespace
}  // namespace efs::tune
