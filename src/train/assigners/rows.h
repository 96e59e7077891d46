// The methods behind the table in assigner.cc. Inside train/assigners/ only.
#pragma once

#include "train/assigners/assigner.h"

namespace efs::train {

/// Optimal transport in its simplified form: Ge et al., YOLOX, arXiv 2107.08430, section 2.1, with
/// YuNet's constants (centre radius 2.5, 10 candidates, weight 3 of the IoU). A face takes as many
/// cells as the IoUs of its ten best ones add up to, those of the lowest cost; the score learns the
/// IoU.
Assignment assign_simota(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                         std::span<const detect::Box> faces);

/// Task alignment: Feng et al., TOOD, arXiv 2108.07755, section 3.2. Of the cells whose middle is
/// in the face those ten with the largest score^0.5 x IoU^6 (the exponents of YOLOv8) learn it; the
/// score learns that product, scaled so that the best cell's is its IoU.
Assignment assign_task_aligned(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                               std::span<const detect::Box> faces);

/// By place alone: the cells within 1.5 strides of the face's centre, on the level whose stride is
/// nearest to a quarter of the face's side (centre sampling of FCOS, arXiv 1904.01355); the score
/// learns 1.
Assignment assign_center(std::span<const Cell> cells, std::span<const CellAnswer> answers,
                         std::span<const detect::Box> faces);

}  // namespace efs::train
