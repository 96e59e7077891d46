// The whole catalogue with the default recipe, head and tap, from outside.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/files/files.h"
#include "program.h"

namespace efs {
namespace {

using testing::run_efs;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream row(line);
  for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
  return fields;
}

/// Those that a search of one epoch trained, with finite losses.
std::set<std::string> trained(const TemporaryFolder& folder, const std::string& faces,
                              const std::vector<std::string>& more) {
  const auto pictures = folder / "faces";
  EXPECT_EQ(run_efs({"data", "synth", pictures.string(), "--images", "20", "--side", "64",
                     "--faces", faces})
                .exit_code,
            0);
  std::vector<std::string> words{"search",
                                 "--images",
                                 (pictures / "images").string(),
                                 "--labels",
                                 (pictures / "labels.txt").string(),
                                 "--study",
                                 (folder / "study").string(),
                                 "input=64",
                                 "space.architectures=all",
                                 "space.learning_rate=[0.001]",
                                 "train.precision=fp32",
                                 "stages=[{epochs: 1, keep: 1}]",
                                 "search.workers=2",
                                 "search.threads_per_worker=1",
                                 "latency.cache=" + (folder / "latency").string()};
  words.insert(words.end(), more.begin(), more.end());
  const auto result = run_efs(words);
  EXPECT_EQ(result.exit_code, 0) << result.err;

  std::istringstream table(read_file(folder / "study" / "results.csv"));
  std::string line;
  std::getline(table, line);
  const auto columns = fields_of(line);
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
  };
  std::set<std::string> names;
  while (std::getline(table, line)) {
    const auto fields = fields_of(line);
    names.insert(fields.at(column("architecture")));
    EXPECT_TRUE(std::isfinite(std::stod(fields.at(column("train_loss"))))) << line;
    EXPECT_TRUE(std::isfinite(std::stod(fields.at(column("val_loss"))))) << line;
  }
  return names;
}

TEST(AllArchitectures, TrainWithTheDefaultRecipe) {
  const TemporaryFolder folder;
  EXPECT_EQ(trained(folder, "1", {"task=single"}).size(), 21U);
  EXPECT_TRUE(read_file(folder / "study" / "results.csv")
                  .starts_with("trial,stage,architecture,feature_dim,learning_rate,epoch,"
                               "train_loss,val_loss,va"));
}

// The maps of AlexNet and SqueezeNet do not halve at this input, which a pyramid needs.
TEST(AllArchitectures, TrainForSeveralFaces) {
  const TemporaryFolder folder;
  EXPECT_EQ(
      trained(folder, "0-3",
              {"task=faces",
               "space.neck={values: [none], only_for: [alexnet, squeezenet1_0, squeezenet1_1]}"})
          .size(),
      21U);
}

}  // namespace
}  // namespace efs
