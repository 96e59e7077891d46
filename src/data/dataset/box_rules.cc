#include "data/dataset/box_rules.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "data/labels/label_formats.h"
#include "data/labels/label_text.h"

namespace efs::data {
namespace {

constexpr double kSlackPixels = 2.0, kSlackShare = 0.01;

detect::Box uninverted(const detect::Box& box) {
  const auto [left, right] = std::minmax(box.xmin, box.xmax);
  const auto [top, bottom] = std::minmax(box.ymin, box.ymax);
  return {left, top, right, bottom};
}

/// How far the box reaches beyond a side at most, in units of what is clipped by kAuto.
double excess(const detect::Box& box, const ImageSize& size) {
  const double x = std::max({0.0, -box.xmin, box.xmax - size.width});
  const double y = std::max({0.0, -box.ymin, box.ymax - size.height});
  return std::max(x / std::max(kSlackPixels, kSlackShare * size.width),
                  y / std::max(kSlackPixels, kSlackShare * size.height));
}

BoxVerdict verdict_on(const detect::Box& box, const ImageSize& size, Clip clip) {
  if (!detect::is_finite(box)) return BoxVerdict::kNotFinite;
  if (box.width() < 0.0 || box.height() < 0.0) return BoxVerdict::kInverted;
  const detect::Box inside = detect::clipped(box, size.width, size.height);
  if (box.area() <= 0.0) return BoxVerdict::kSizeless;
  const double beyond = excess(box, size);
  if (beyond == 0.0) return BoxVerdict::kUsed;
  const bool clips = clip == Clip::kAll || (clip == Clip::kAuto && beyond <= 1.0);
  return clips && inside.area() > 0.0 ? BoxVerdict::kClipped : BoxVerdict::kOutside;
}

/// Puts the boxes of one kind where their verdicts say.
class Judge {
 public:
  Judge(const LabelledImage& labels, const ImageSize& size, Clip clip, const std::string& box_place)
      : labels_(labels), size_(size), clip_(clip), box_place_(box_place) {}

  void add(const LabelledBox& box, bool is_face) {
    BoxVerdict verdict = verdict_on(box, size_, clip_);
    const bool counts = !is_lost(verdict);
    if (counts && !seen_.insert(box.box()).second) verdict = BoxVerdict::kRepeated;
    ++result_.counts.of(verdict);
    if (verdict != BoxVerdict::kUsed) note(box, verdict);
    if (verdict == BoxVerdict::kRepeated || verdict == BoxVerdict::kNotFinite) return;
    const detect::Box inside = detect::clipped(uninverted(box), size_.width, size_.height);
    if (inside.area() <= 0.0) return;
    (counts && is_face ? result_.faces : result_.ignored).push_back(inside);
  }

  JudgedBoxes take() { return std::move(result_); }

 private:
  void note(const LabelledBox& box, BoxVerdict verdict) {
    result_.notes.push_back(
        {verdict, labels_.image_id, box.box(),
         fmt::format("{}: {}: box {} {} {} {} in {} x {} pixels",
                     place_text(labels_.file, box_place_, box.place), excerpt(labels_.image_id),
                     box.xmin, box.ymin, box.xmax, box.ymax, size_.width, size_.height)});
  }

  const LabelledImage& labels_;
  ImageSize size_;
  Clip clip_;
  const std::string& box_place_;
  std::set<detect::Box> seen_;
  JudgedBoxes result_;
};

}  // namespace

const char* words_for(BoxVerdict verdict) {
  static constexpr std::array<const char*, kBoxVerdicts> kWords = {
      "used as they are",
      "cut to the image",
      "there twice: used once",
      "of no size: left out",
      "not finite: left out",
      "inverted: their area is ignored",
      "too far beyond the image: ignored"};
  return kWords.at(static_cast<std::size_t>(verdict));
}

JudgedBoxes judge_boxes(const LabelledImage& labels, const ImageSize& size, Clip clip,
                        const std::string& box_place) {
  Judge judge(labels, size, clip, box_place);
  for (const LabelledBox& face : labels.faces) judge.add(face, true);
  for (const LabelledBox& region : labels.ignored) judge.add(region, false);
  return judge.take();
}

}  // namespace efs::data
