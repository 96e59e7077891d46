// Where a training step spends its time, by libtorch operator.
#pragma once

#include <string>
#include <vector>

namespace efs::bench {

struct OpTime {
  std::string name;      // as libtorch's dispatcher knows it, "aten::mkldnn_convolution"
  double self_ms = 0.0;  // without the operators that it calls
  int calls = 0;
};

/// While it lives, times every libtorch operator of all threads. One at a time.
class OpProfile {
 public:
  OpProfile();
  ~OpProfile();
  OpProfile(const OpProfile&) = delete;
  OpProfile& operator=(const OpProfile&) = delete;

  /// Slowest first.
  std::vector<OpTime> times() const;

 private:
  unsigned long handle_ = 0;
};

}  // namespace efs::bench
