// What the output for one image is compared with. torch-free.
#pragma once

#include "data/augment/face_targets.h"

namespace efs::train {

using Target = data::FaceTargets;

}  // namespace efs::train
