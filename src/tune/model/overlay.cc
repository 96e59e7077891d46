#include "tune/model/overlay.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <opencv2/imgproc.hpp>
#include <string_view>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/outside_json.h"
#include "data/images/image_file.h"
#include "data/images/image_header.h"
#include "data/images/picture.h"

namespace efs::tune {
namespace {

const data::BoxStyle kTruth{.colour = {80, 200, 60}, .thickness = 2, .smooth = true};  // green
const data::BoxStyle kIgnored{.colour = {150, 150, 150}, .thickness = 1, .smooth = true};
const data::BoxStyle kPrediction{
    .colour = {0, 130, 255}, .thickness = 2, .smooth = true};  // orange
/// A JPEG's comment segment; part of the format on disk, for is_overlay().
constexpr std::string_view kMark = "drawn by EdgeFaceSearch: a photograph with its boxes";
constexpr int kSmallestSide = 320;  // small images are enlarged, so that lines stay thin

/// `jpeg` with the mark behind its first segment, which says that it is a JPEG (JFIF).
std::string marked(const std::string& jpeg) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(jpeg.at(i)); };
  const std::size_t behind = 4 + byte(4) * 256U + byte(5);
  std::string comment = "\xff\xfe";
  comment += static_cast<char>((kMark.size() + 2) / 256);
  comment += static_cast<char>((kMark.size() + 2) % 256);
  comment += kMark;
  return std::string(jpeg).insert(behind, comment);
}

std::vector<std::size_t> evenly_spread(std::size_t count, std::size_t wanted) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < std::min(count, wanted); ++i)
    indices.push_back(i * count / std::min(count, wanted));
  return indices;
}

/// The pictures of a report and their index.
class ReportPictures {
 public:
  ReportPictures(const data::Dataset& dataset, const StudyFolder& folder) : folder_(folder) {
    for (const auto& sample : dataset.samples) paths_[sample.image_id] = sample.path;
  }

  /// `entry`: what the index says besides the file and the image.
  void add(const std::string& image_id, const OverlayBoxes& boxes, const Json& entry) {
    const auto name = fmt::format("{:03d}.jpg", index_.size());
    write_overlay(paths_.at(image_id), boxes, folder_.overlays() / name);
    Json whole{{"file", "plots/overlays/" + name}, {"image_id", image_id}};
    whole.update(entry);
    index_.push_back(whole);
  }
  void write_index() const {
    write_file_atomically(folder_.overlay_index(), json_text(index_, 1) + "\n");
  }

 private:
  const StudyFolder& folder_;
  std::map<std::string, std::filesystem::path> paths_;
  Json index_ = Json::array();
};

}  // namespace

void write_overlay(const std::filesystem::path& image, const OverlayBoxes& boxes,
                   const std::filesystem::path& out) {
  data::DecodedImage decoded = data::decode_image(read_file(image, data::kMostImageBytes));
  if (!decoded.reason.empty()) fail("{}: {}", image.string(), decoded.reason);
  cv::Mat& picture = decoded.bgr;
  const double scale =
      std::max(1.0, kSmallestSide / static_cast<double>(std::max(picture.cols, picture.rows)));
  if (scale > 1.0) cv::resize(picture, picture, {}, scale, scale, cv::INTER_LINEAR);
  const auto draw = [&](const detect::Box& box, const data::BoxStyle& style) {
    data::draw_box(picture,
                   {box.xmin * scale, box.ymin * scale, box.xmax * scale, box.ymax * scale}, style);
  };
  for (const detect::Box& region : boxes.truth.ignored) draw(region, kIgnored);
  for (const detect::Box& face : boxes.truth.faces) draw(face, kTruth);
  for (const detect::Detection& found : boxes.predicted) {
    draw(found.box, kPrediction);
    if (!boxes.scores) continue;
    const cv::Point corner(static_cast<int>(found.box.xmin * scale),
                           static_cast<int>(found.box.ymin * scale) - 3);
    const auto write = [&](const cv::Scalar& colour, int thickness) {
      cv::putText(picture, fmt::format("{:.2f}", found.score), {corner.x, std::max(corner.y, 10)},
                  cv::FONT_HERSHEY_SIMPLEX, 0.4, colour, thickness, cv::LINE_AA);
    };
    write({0, 0, 0}, 3);  // an outline, to be read on any ground
    write(kPrediction.colour, 1);
  }
  write_file_atomically(out, marked(data::encode_jpeg(picture, 85)));
}

bool is_overlay(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;
  std::array<char, 128> start{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), start.size());
  const std::string_view bytes(start.data(), static_cast<std::size_t>(stream.gcount()));
  return bytes.starts_with("\xff\xd8") && bytes.find(kMark) != std::string_view::npos;
}

void write_report_overlays(const Evaluation& evaluation, const data::Dataset& dataset,
                           const StudyFolder& folder, std::size_t per_kind) {
  ReportPictures pictures(dataset, folder);
  const auto add = [&](const ImageResult& image, const char* kind) {
    pictures.add(image.image_id,
                 {.predicted = {{image.predicted, 1.0}}, .truth = {{image.truth}, {}}},
                 {{"iou", image.iou}, {"kind", kind}});
  };
  for (const auto i : evenly_spread(evaluation.images.size(), per_kind))
    add(evaluation.images[i], "sample");
  for (const auto& image : worst_images(evaluation, per_kind)) add(image, "worst");
  pictures.write_index();
}

void write_report_overlays(const FaceEvaluation& evaluation, const data::Dataset& dataset,
                           const StudyFolder& folder, std::size_t per_kind) {
  ReportPictures pictures(dataset, folder);
  const auto add = [&](std::size_t i, const char* kind) {
    const FaceResult& result = evaluation.images[i];
    OverlayBoxes boxes{
        .predicted = result.image.detections, .scores = true, .truth = result.image.truth};
    std::erase_if(boxes.predicted, [&](const detect::Detection& found) {
      return found.score < evaluation.deployed.threshold;
    });
    pictures.add(result.image_id, boxes,
                 {{"caption", errors_text(evaluation.errors[i])}, {"kind", kind}});
  };
  for (const auto i : evenly_spread(evaluation.images.size(), per_kind)) add(i, "sample");
  for (const auto i : most_missed(evaluation, per_kind)) add(i, "missed");
  for (const auto i : most_false_alarms(evaluation, per_kind)) add(i, "false_alarms");
  pictures.write_index();
}

}  // namespace efs::tune
