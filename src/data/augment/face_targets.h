// What a detector of any number of faces is asked to find in an image.
#pragma once

#include <vector>

#include "core/text/image_size.h"
#include "data/packed/packed.h"
#include "detect/box.h"

namespace efs::data {

/// In shares of the result, inside it.
struct FaceTargets {
  std::vector<detect::RelativeBox> faces;
  /// Where a detection is neither right nor wrong.
  std::vector<detect::RelativeBox> ignored = {};
};

/// Which faces can be asked for. The visible part of any other face is a region to ignore, because
/// it is a face nevertheless.
struct FaceTargetRule {
  double visible_share = 0.5;  // of the face's box, at least
  double smallest_px = 4.0;    // shorter side of the visible part, pixels of the result, at least
};

/// Adds the faces and the regions that lie in the part `frame` of a result of `size`, by the rule
/// and clipped to the frame. All boxes are in pixels of the result and may reach beyond the frame.
void add_targets(const std::vector<detect::Box>& faces, const std::vector<detect::Box>& ignored,
                 const detect::Box& frame, const ImageSize& size, const FaceTargetRule& rule,
                 FaceTargets& targets);

/// The targets of a sample as it is stored: of a validation image.
FaceTargets targets_of(const PackedSample& sample, const FaceTargetRule& rule = {});

}  // namespace efs::data
