// The part of a stored image that a result shows, and the face in it. Inside data/ only.
#pragma once

#include "core/rng.h"
#include "data/augment/policy.h"
#include "detect/box.h"

namespace efs::data {

/// x = xx u + xy v + x0, y = yx u + yy v + y0.
struct Affine {
  double xx = 1.0, xy = 0.0, x0 = 0.0;
  double yx = 0.0, yy = 1.0, y0 = 0.0;
};

/// Coordinates are relative: 0..1 over the stored image, 0..1 over the result.
struct View {
  Affine to_stored;          // from the result to the stored image
  detect::RelativeBox face;  // in the result; may reach beyond it
};

/// A face in an image that is stored as a square.
struct StoredFace {
  detect::RelativeBox box;
  double aspect = 1.0;  // true width / height of the image, in which rotations are rotations
};

/// False for a policy whose results show the stored image as it is.
bool moves_pixels(const AugmentPolicy& policy);

/// Draws a view for the part `frame` of the result (relative; the whole result is 0 0 1 1).
///
/// A rotated face is taken for the ellipse that its box encloses: the new box is the ellipse's
/// extent, and does not grow as the hull of a rotated rectangle would.
View draw_view(const StoredFace& face, const detect::RelativeBox& frame,
               const AugmentPolicy& policy, Rng& rng);

}  // namespace efs::data
