#include "data/dataset/label_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <opencv2/imgproc.hpp>
#include <set>
#include <vector>

#include "core/error.h"
#include "core/files/files.h"
#include "core/files/user_files.h"
#include "core/text/outside_text.h"
#include "data/images/image_file.h"
#include "data/images/image_header.h"
#include "data/images/image_name.h"
#include "data/images/picture.h"

namespace efs::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOtherSheet = "give another name with --sheet";
constexpr int kCaption = 16;  // pixels: a line of text below a photograph
const cv::Scalar kLostColour(40, 40, 255), kTextColour(230, 230, 230);

/// A photograph to draw, and why it is suspicious.
struct Drawn {
  const Sample* sample = nullptr;
  std::vector<const BoxNote*> notes = {};
  std::string why = {};
};

/// Empty where nothing is strange about the face. At the edge, half a face is long and thin.
std::string strangeness_of(const detect::Box& face, const Sample& sample) {
  const double shorter = std::min(face.width(), face.height());
  const double longer = std::max(face.width(), face.height());
  if (shorter < 4.0) return "under 4 pixels";
  const double width = sample.image_width, height = sample.image_height;
  const bool inside =
      face.xmin >= 1.0 && face.ymin >= 1.0 && face.xmax <= width - 1.0 && face.ymax <= height - 1.0;
  if (inside && longer > 3.0 * shorter) return "long and thin";
  return face.area() > 0.9 * width * height ? "fills it" : "";
}

std::vector<Drawn> suspicious_photographs(const Dataset& dataset) {
  std::map<std::string, std::vector<const BoxNote*>> notes;
  for (const BoxNote& note : dataset.box_notes) notes[note.image_id].push_back(&note);
  std::vector<Drawn> drawn;
  for (const Sample& sample : dataset.samples) {
    Drawn one{.sample = &sample};
    if (const auto found = notes.find(sample.image_id); found != notes.end()) {
      one.notes = found->second;
      one.why = words_for(one.notes.front()->verdict);
    }
    for (const detect::Box& face : sample.faces) {
      if (one.why.empty()) one.why = strangeness_of(face, sample);
    }
    if (!one.why.empty()) drawn.push_back(std::move(one));
  }
  return drawn;
}

/// The suspicious ones, and a sample of the others before them.
std::vector<Drawn> chosen_photographs(const Dataset& dataset, std::vector<Drawn> suspicious) {
  constexpr std::size_t kSample = 24;
  std::set<const Sample*> seen;
  for (const Drawn& drawn : suspicious) seen.insert(drawn.sample);
  std::vector<Drawn> chosen;
  const std::size_t count = dataset.samples.size(), wanted = std::min(kSample, count);
  for (std::size_t i = 0; i < wanted; ++i) {
    const Sample* sample = &dataset.samples[i * count / wanted];
    if (seen.insert(sample).second) chosen.push_back({.sample = sample});
  }
  chosen.insert(chosen.end(), suspicious.begin(), suspicious.end());
  return chosen;
}

/// The photograph with its labels, no side longer than `side`, and a line of text below.
cv::Mat picture_of(const Drawn& drawn, int side) {
  constexpr double kFont = 0.38;
  cv::Mat image = decode_image(read_file(drawn.sample->path, kMostImageBytes)).bgr;
  const double scale = std::min(1.0, static_cast<double>(side) / std::max(image.cols, image.rows));
  cv::resize(image, image, {}, scale, scale, cv::INTER_AREA);
  const auto draw = [&](const detect::Box& box, const cv::Scalar& colour) {
    draw_box(image, {box.xmin * scale, box.ymin * scale, box.xmax * scale, box.ymax * scale},
             {.colour = colour, .thickness = 2});
  };
  for (const detect::Box& box : drawn.sample->ignored) draw(box, kIgnoredColour);
  for (const detect::Box& box : drawn.sample->faces) draw(box, kFaceColour);
  for (const BoxNote* note : drawn.notes) {
    if (note->verdict != BoxVerdict::kNotFinite) draw(note->box, kLostColour);
  }
  cv::copyMakeBorder(image, image, 0, kCaption, 0, 0, cv::BORDER_CONSTANT, kSheetColour);
  const std::string name = fs::path(drawn.sample->image_id).filename().string();
  const std::string text = drawn.why.empty() ? name : drawn.why + ": " + name;
  cv::putText(image, printable(text, 100), {2, image.rows - 4}, cv::FONT_HERSHEY_SIMPLEX, kFont,
              kTextColour, 1, cv::LINE_AA);
  return image;
}

void write_sheet(const std::vector<Drawn>& photographs, const fs::path& out) {
  constexpr int kCell = 240, kColumns = 6, kGap = 4;
  constexpr std::size_t kMost = 240;
  const auto count = static_cast<int>(std::min(kMost, photographs.size()));
  const int rows = (count + kColumns - 1) / kColumns, high = kCell + kCaption + kGap;
  cv::Mat sheet(rows * high, kColumns * (kCell + kGap), CV_8UC3, kSheetColour);
  for (int i = 0; i < count; ++i) {
    const cv::Mat picture = picture_of(photographs[static_cast<std::size_t>(i)], kCell);
    picture.copyTo(sheet(
        cv::Rect(i % kColumns * (kCell + kGap), i / kColumns * high, picture.cols, picture.rows)));
  }
  write_new_file(out, encode_jpeg(sheet, 90), kOtherSheet);
}

void write_pictures(const std::vector<Drawn>& photographs, const fs::path& out) {
  constexpr int kSide = 1024;
  for (const Drawn& drawn : photographs) {
    const fs::path name = fs::path(drawn.sample->image_id).lexically_normal().relative_path();
    write_new_file(path_below(out, name.string() + ".jpg", out.string()),
                   encode_jpeg(picture_of(drawn, kSide), 90), kOtherSheet);
  }
}

}  // namespace

DrawnLabels draw_labels(const Dataset& dataset, const fs::path& out) {
  refuse_existing(out, kOtherSheet);
  std::vector<Drawn> suspicious = suspicious_photographs(dataset);
  const std::size_t count = suspicious.size();
  const std::vector<Drawn> photographs = chosen_photographs(dataset, std::move(suspicious));
  const std::string suffix = lower_suffix(out);
  if (suffix == ".jpg" || suffix == ".jpeg") {
    write_sheet(photographs, out);
  } else {
    write_pictures(photographs, out);
  }
  return {photographs.size(), count};
}

}  // namespace efs::data
