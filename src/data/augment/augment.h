// A training image of one face altered at random, with the box altered along: new material from
// each epoch. augment_faces.h is for any number of faces.
#pragma once

#include <cstdint>
#include <span>

#include "core/rng.h"
#include "data/augment/policy.h"
#include "data/packed/packed.h"

namespace efs::data {

/// The seed of one augmentation. With it a trial that is resumed, or loads its batches on several
/// threads, sees the same images: nothing depends on what was augmented before.
std::uint64_t augment_seed(std::uint64_t trial_seed, int epoch, std::size_t index);

/// Fills `out` with RGB [input, input, 3] made from training sample `index`, and returns the face's
/// box in it, clipped. All randomness comes from `rng`: the same state gives the same bytes,
/// whatever was augmented before. A policy with mosaic reads other training samples as well.
/// The result of a policy that alters nothing is the stored image, resized bilinearly if it is not
/// stored at `input`. Error: no such sample, `out` is not of that size, the sample has not exactly
/// one face, or the data are not packed as stretched squares. Thread-safe with an Rng
/// a thread.
detect::RelativeBox augment(const PackedDataset& data, std::size_t index,
                            const AugmentPolicy& policy, int input, Rng& rng,
                            std::span<std::uint8_t> out);

}  // namespace efs::data
