// Which of the networks that a space can make are trained at all.
#pragma once

#include <string>
#include <vector>

namespace efs::tune {

struct LatencyWindow {
  double low_ms = 0.0;
  double high_ms = 0.0;
};

struct PrefilterOptions {
  int candidates = 5000;               // networks that are drawn
  int measured = 40;                   // of them, so that the others' latency can be predicted
  int keep = 60;                       // networks in each window
  std::vector<LatencyWindow> windows;  // empty: as windows_of()
  std::string rank = "random";         // of prefilter_ranks()
};

}  // namespace efs::tune
