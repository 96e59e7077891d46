// Photographs with faces that the program draws itself, for the demo and the tests.
#pragma once

#include <cstdint>
#include <filesystem>

namespace efs::data {

struct SynthOptions {
  int images = 1000;
  std::uint64_t seed = 0;
  /// Side lengths vary around this, aspect ratios from 3:4 to 4:3.
  int side = 160;
  /// Faces of an image, uniformly from here ...; at least 0
  int faces_low = 1;
  int faces_high = 1;  // to here; at most kMostDrawnFaces
};

inline constexpr int kMostDrawnFaces = 20;

/// Writes OUT/images/NNNNNN.jpg, OUT/labels.txt (edgefacesearch format). Varied pose, size, skin,
/// hair, glasses, occluders, textured backgrounds, face-like distractors. Several faces of an image
/// differ in size, and their boxes keep apart; an image without a face has more distractors. The
/// same options give the same files. Error if OUT exists and is not empty.
void write_synthetic_faces(const std::filesystem::path& out, const SynthOptions& options);

}  // namespace efs::data
