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

}  // namespace

void write_overlay(const std::filesystem::path& image, const detect::Box& predicted,
                   const std::optional<detect::Box>& truth, const std::filesystem::path& out) {
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
  if (truth) draw(*truth, kTruth);
  draw(predicted, kPrediction);
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
  std::map<std::string, std::filesystem::path> paths;
  for (const auto& sample : dataset.samples) paths[sample.image_id] = sample.path;
  Json index = Json::array();
  const auto add = [&](const ImageResult& image, const char* kind) {
    const auto name = fmt::format("{:03d}.jpg", index.size());
    write_overlay(paths.at(image.image_id), image.predicted, image.truth, folder.overlays() / name);
    index.push_back({{"file", "plots/overlays/" + name},
                     {"image_id", image.image_id},
                     {"iou", image.iou},
                     {"kind", kind}});
  };
  for (const auto i : evenly_spread(evaluation.images.size(), per_kind))
    add(evaluation.images[i], "sample");
  for (const auto& image : worst_images(evaluation, per_kind)) add(image, "worst");
  write_file_atomically(folder.overlay_index(), json_text(index, 1) + "\n");
}

}  // namespace efs::tune
