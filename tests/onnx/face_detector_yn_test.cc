// OpenCV's own FaceDetectorYN, from version 4.8 on, reads our files and finds what our decoding finds.
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

#include "detect/decoding.h"
#include "device/runtimes/runtimes.h"
#include "onnx/face_outputs.h"
#include "onnx/small_dense.h"
#include "support/temporary_file.h"

namespace efs::onnx {
namespace {

constexpr int kEverything = 100'000;  // faces
constexpr ImageSize kInput{.width = 96, .height = 64};

std::string file_of(FaceOutputs outputs, const ImageSize& input) {
  const graph::Graph graph = small_dense_network(input);
  ModelInfo info;
  info.input = input;
  const auto network = network_for_outputs(outputs, graph, small_dense_weights(graph), info);
  return export_onnx(
      network.graph, network.weights,
      {.output_name = "faces", .outputs = network.outputs, .any_extent = network.any_extent});
}

/// What FaceDetectorYN finds with the file for kInput; not clipped.
std::vector<detect::Detection> found_by_opencv(std::vector<std::uint8_t> pixels,
                                               const ImageSize& size, float threshold, float nms) {
  const TemporaryFile file("model.onnx", file_of(FaceOutputs::kYunet, kInput));
  const auto detector = cv::FaceDetectorYN::create(
      file.path().string(), "", {size.width, size.height}, threshold, nms, kEverything);
  cv::Mat picture(size.height, size.width, CV_8UC3, pixels.data()), faces;
  cv::cvtColor(picture, picture, cv::COLOR_RGB2BGR);
  detector->detect(picture, faces);
  std::vector<detect::Detection> found;
  for (int i = 0; i < faces.rows; ++i) {
    const double x = faces.at<float>(i, 0), y = faces.at<float>(i, 1);
    found.push_back(
        {{x, y, x + faces.at<float>(i, 2), y + faces.at<float>(i, 3)}, faces.at<float>(i, 14)});
  }
  return found;
}

/// What the decoded file for that size and our decoding find, without suppression of duplicates.
std::vector<detect::Detection> found_by_us(const std::vector<std::uint8_t>& pixels,
                                           const ImageSize& size, double threshold) {
  const TemporaryFile file("model.onnx", file_of(FaceOutputs::kDecoded, size));
  const auto rows = device::runtimes().front().load(file.path(), {})->run(normalised(pixels, size));
  return detect::decode(
      rows, detect::place(size, size, detect::Fit::kStretch),
      {.score_threshold = threshold, .nms_iou = 1.0, .largest_count = kEverything});
}

/// As ours: clipped to the image, without those that are outside.
std::vector<detect::Detection> clipped(const std::vector<detect::Detection>& found,
                                       const ImageSize& size) {
  std::vector<detect::Detection> result;
  for (detect::Detection detection : found) {
    detection.box = detect::clipped(detection.box, size.width, size.height);
    if (detection.box.width() > 0.0 && detection.box.height() > 0.0) result.push_back(detection);
  }
  return result;
}

void expect_equal(const std::vector<detect::Detection>& actual,
                  const std::vector<detect::Detection>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i].score, expected[i].score, 1e-5) << i;
    EXPECT_NEAR(actual[i].box.xmin, expected[i].box.xmin, 1e-3) << i;
    EXPECT_NEAR(actual[i].box.ymin, expected[i].box.ymin, 1e-3) << i;
    EXPECT_NEAR(actual[i].box.xmax, expected[i].box.xmax, 1e-3) << i;
    EXPECT_NEAR(actual[i].box.ymax, expected[i].box.ymax, 1e-3) << i;
  }
}

TEST(FaceDetectorYN, FindsTheBoxesAndScoresThatWeFind) {
  const auto pixels = noise_pixels(kInput);
  const auto expected = found_by_us(pixels, kInput, 0.3);
  ASSERT_GT(expected.size(), 20U);
  expect_equal(clipped(found_by_opencv(pixels, kInput, 0.3F, 1.0F), kInput), expected);
}

// 250 rows: it adds six black ones below.
TEST(FaceDetectorYN, TakesPicturesOfOtherSizesThanTheFileStates) {
  const ImageSize size{.width = 320, .height = 250}, padded{.width = 320, .height = 256};
  auto pixels = noise_pixels(size);
  const auto found = clipped(found_by_opencv(pixels, size, 0.3F, 1.0F), padded);
  pixels.resize(3 * 320 * 256);
  const auto expected = found_by_us(pixels, padded, 0.3);
  ASSERT_GT(expected.size(), 200U);
  expect_equal(found, expected);
}

/// FaceDetectorYN compares boxes that it has cut to whole pixels. Those without a pixel, which it takes
/// for equal to each other, are left out.
std::vector<detect::Detection> in_whole_pixels(const std::vector<detect::Detection>& found) {
  std::vector<detect::Detection> result;
  for (const detect::Detection& detection : found) {
    const double x = std::trunc(detection.box.xmin), y = std::trunc(detection.box.ymin);
    const double width = std::trunc(detection.box.width());
    const double height = std::trunc(detection.box.height());
    if (width > 0.0 && height > 0.0) {
      result.push_back({{x, y, x + width, y + height}, detection.score});
    }
  }
  return result;
}

TEST(FaceDetectorYN, DropsTheDuplicatesThatWeDrop) {
  const auto pixels = noise_pixels(kInput);
  const auto candidates = in_whole_pixels(found_by_opencv(pixels, kInput, 0.3F, 1.0F));
  const auto kept = detect::nms(candidates, {.iou = 0.3, .largest_count = kEverything});
  const auto found = in_whole_pixels(found_by_opencv(pixels, kInput, 0.3F, 0.3F));
  ASSERT_GT(kept.size(), 20U);
  EXPECT_LT(kept.size(), candidates.size());
  ASSERT_EQ(found.size(), kept.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].score, kept[i].score);
}

}  // namespace
}  // namespace efs::onnx
