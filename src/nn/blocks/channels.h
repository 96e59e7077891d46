#pragma once

namespace efs::nn {

/// The multiple of `divisor` nearest to `channels`, at least `divisor`, and never more than 10 %
/// below `channels`: the rounding of the MobileNet papers' reference code.
int round_channels(double channels, int divisor = 8);

}  // namespace efs::nn
