// The part of a photograph with any number of faces that a result shows. Inside data/ only.
#pragma once

#include <span>

#include "core/rng.h"
#include "core/text/image_size.h"
#include "data/augment/geometry.h"
#include "data/augment/policy.h"
#include "detect/box.h"

namespace efs::data {

/// Coordinates are pixels: of the image as stored in its file, and of the result.
struct FaceView {
  Affine to_image;  // from the result
  Affine to_result;

  /// The extent of the ellipse that a face's box encloses: it does not grow under a rotation as the
  /// hull of the rotated box would.
  detect::Box face(const detect::Box& box) const;
  /// The extent of the whole box, for regions of any shape.
  detect::Box region(const detect::Box& box) const;
};

/// False for a policy whose results show the whole photograph as validation does.
bool moves_faces(const AugmentPolicy& policy);

/// Draws a view for the part `frame` of the result. `pixel_aspect`: how many pixels of the image a
/// pixel of the result shows across, against down, if the policy does not change it; 1 keeps the
/// image's proportions. Mostly it is drawn around one of the faces, any
/// with the same probability: it then shows the whole face, where its range of sizes allows, or at
/// least its centre if the edge may cut it. Otherwise it is drawn anywhere; it always shows a part
/// of the photograph.
FaceView draw_face_view(const ImageSize& image, double pixel_aspect,
                        std::span<const detect::Box> faces, const detect::Box& frame,
                        const AugmentPolicy& policy, Rng& rng);

}  // namespace efs::data
