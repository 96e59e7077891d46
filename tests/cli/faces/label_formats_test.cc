// One data set in each format that the program writes: the same search from all of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cli/faces/small_faces.h"

namespace efs {
namespace {

using testing::results_without_times;
using testing::run_efs;
using testing::SmallFaces;

/// What each image is answered with.
std::string answers(const SmallFaces& faces, const std::string& study) {
  const auto predicted = run_efs({"predict", study + "/best/model.onnx", faces.images()});
  EXPECT_EQ(predicted.exit_code, 0) << predicted.err;
  return predicted.out;
}

TEST(FacesLabelFormats, GiveTheSameSearch) {
  const SmallFaces faces;
  const std::vector<std::string> lesson{"stages=[{epochs: 1, keep: 1}, {epochs: 3, keep: 1}]",
                                        "space.learning_rate=[0.004, 0.002]"};
  const std::string first = faces.path("first");
  const auto searched = run_efs(faces.words("search", first, lesson));
  ASSERT_EQ(searched.exit_code, 0) << searched.err;
  const std::string results = results_without_times(first);
  ASSERT_NE(results, "");
  for (const std::string format : {"coco", "yolo", "voc", "csv", "edgefacesearch"}) {
    const std::string labels = faces.path(format == "csv" ? "labels.csv" : "as " + format);
    const auto written = run_efs({"data", "convert", "--images", faces.images(), "--labels",
                                  faces.labels(), "--to", format, "--out", labels});
    ASSERT_EQ(written.exit_code, 0) << written.err;
    const std::string study = faces.path("study of " + format);
    auto words = faces.words("search", study, lesson);
    *(std::ranges::find(words, "--labels") + 1) = labels;
    const auto again = run_efs(words);
    ASSERT_EQ(again.exit_code, 0) << again.err;
    EXPECT_THAT(again.out, ::testing::HasSubstr("labels   " + format + ": 48 images")) << format;
    EXPECT_EQ(results_without_times(study), results) << format;
    EXPECT_EQ(answers(faces, study), answers(faces, first)) << format;
  }
}

}  // namespace
}  // namespace efs
