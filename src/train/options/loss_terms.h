// The losses that a network is trained with, as text and as values. torch-free.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace efs::train {

enum class LossKind {
  kSmoothL1,  // in input pixels, as the original's; TrainOptions::smooth_l1_beta
  kL1,        // relative to the image: 0.1 is a tenth of its side
  kIou,       // 1 - IoU
  kGiou,      // arXiv 1902.09630, algorithm 1
  kDiou,      // arXiv 1911.08287, equation 7
  kCiou,      // arXiv 1911.08287, equations 8 to 11
  kEiou,      // arXiv 2101.08158, equation 8
  // Of the scores of the task "faces":
  kBce,           // binary cross entropy
  kFocal,         // arXiv 1708.02002, equation 5
  kQualityFocal,  // arXiv 2006.04388, equation 1
  kVarifocal,     // arXiv 2008.13367, equation 2
};

/// One of boxes, otherwise of scores.
inline bool is_box_loss(LossKind kind) { return kind < LossKind::kBce; }

struct LossTerm {
  LossKind kind = LossKind::kSmoothL1;
  double weight = 1.0;
  bool operator==(const LossTerm&) const = default;
};

/// A weighted sum.
using Loss = std::vector<LossTerm>;

/// The names of the kinds.
const std::vector<std::string>& loss_names();
/// "smooth_l1", "giou + 5 * l1": terms joined by '+', each a name with or without a positive factor
/// in front. UsageError quotes what is wrong and offers the nearest name.
Loss parse_loss(std::string_view text);
/// Reads back equal.
std::string to_string(const Loss& loss);

/// UsageError unless the loss has terms of boxes, and terms of scores just where the network gives
/// scores: for the task "faces".
void require_terms(const Loss& loss, bool of_scores);

}  // namespace efs::train
