// The whole catalogue with the default recipe, head and tap, from outside.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <sstream>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using testing::run_efs;

TEST(AllArchitectures, TrainWithTheDefaultRecipe) {
  const TemporaryFolder folder;
  const auto faces = folder / "faces";
  ASSERT_EQ(run_efs({"data", "synth", faces.string(), "--images", "20", "--side", "64"}).exit_code,
            0);
  const auto result =
      run_efs({"search", "--images", (faces / "images").string(), "--labels",
               (faces / "labels.txt").string(), "--study", (folder / "study").string(), "input=64",
               "space.architectures=all", "space.learning_rate=[0.001]", "train.precision=fp32",
               "stages=[{epochs: 1, keep: 1}]", "search.workers=2", "search.threads_per_worker=1",
               "latency.cache=" + (folder / "latency").string()});
  ASSERT_EQ(result.exit_code, 0) << result.err;

  std::istringstream table(read_file(folder / "study" / "results.csv"));
  std::string line;
  std::getline(table, line);
  ASSERT_EQ(line.substr(0, 79),
            "trial,stage,architecture,feature_dim,learning_rate,epoch,train_loss,val_loss,va");
  std::set<std::string> trained;
  while (std::getline(table, line)) {
    std::vector<std::string> fields;
    std::istringstream row(line);
    for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
    trained.insert(fields.at(2));
    EXPECT_TRUE(std::isfinite(std::stod(fields.at(6)))) << line;
    EXPECT_TRUE(std::isfinite(std::stod(fields.at(7)))) << line;
  }
  EXPECT_EQ(trained.size(), 21);
}

}  // namespace
}  // namespace efs
