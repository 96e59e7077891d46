// What becomes of each box of a label file: the rules, by which an image is never lost for a box.
// Inside data/ only.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/text/image_size.h"
#include "data/sample.h"

namespace efs::data {

/// data.clip: how far a box may reach beyond its image and still be cut to it.
enum class Clip {
  kAuto,  // 2 pixels, or 1 % of the side; in formats whose boxes do so by design, any distance
  kAll,
  kNone,
};

enum class BoxVerdict {
  kUsed,
  kClipped,
  kRepeated,   // the same box twice: used once
  kSizeless,   // left out
  kNotFinite,  // left out
  kInverted,   // its area is neither right nor wrong: a region to ignore
  kOutside,    // too far beyond the image: what is inside is a region to ignore
};
inline constexpr std::size_t kBoxVerdicts = 7;

/// What a verdict means, for a table.
const char* words_for(BoxVerdict verdict);
/// True where the box is not used as it is meant.
constexpr bool is_lost(BoxVerdict verdict) { return verdict > BoxVerdict::kRepeated; }

/// A box that is not used as it stands.
struct BoxNote {
  BoxVerdict verdict = BoxVerdict::kUsed;
  std::string image_id;
  detect::Box box;   // in pixels of the upright image
  std::string text;  // "FILE:12: a.jpg: box 1 2 3 4 in 40 x 30 pixels"
};

struct BoxCounts : std::array<std::size_t, kBoxVerdicts> {
  std::size_t& of(BoxVerdict verdict) { return (*this)[static_cast<std::size_t>(verdict)]; }
  std::size_t of(BoxVerdict verdict) const { return (*this)[static_cast<std::size_t>(verdict)]; }
};

/// The boxes of one image, upright, in pixels, inside it.
struct JudgedBoxes {
  std::vector<detect::Box> faces;
  std::vector<detect::Box> ignored;
  BoxCounts counts{};
  std::vector<BoxNote> notes;
};

/// `size`: of the upright image, whose pixels the boxes of `labels` are in.
JudgedBoxes judge_boxes(const LabelledImage& labels, const ImageSize& size, Clip clip,
                        const std::string& box_place);

}  // namespace efs::data
