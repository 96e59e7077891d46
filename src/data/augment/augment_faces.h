// A training image with any number of faces altered at random, with its boxes altered along.
#pragma once

#include <cstdint>
#include <span>

#include "core/rng.h"
#include "core/text/image_size.h"
#include "data/augment/augment.h"
#include "data/augment/face_targets.h"
#include "data/augment/policy.h"
#include "data/packed/packed.h"

namespace efs::data {

/// Fills `out` with RGB [size.height, size.width, 3] made from training sample `index`, and returns
/// what is to be found in it. All randomness comes from `rng` (seeded by augment_seed()): the same
/// state gives the same bytes, whatever was augmented before. A policy with mosaic reads other
/// training samples as well. The result of a policy that alters nothing is the whole photograph,
/// letterboxed as validation images are. Error: no such sample, `out` is not of that size, or the
/// data are not packed as letterboxed images. Thread-safe with an Rng a thread.
FaceTargets augment_faces(const PackedDataset& data, std::size_t index, const AugmentPolicy& policy,
                          const ImageSize& size, Rng& rng, std::span<std::uint8_t> out,
                          const FaceTargetRule& rule = {});

}  // namespace efs::data
