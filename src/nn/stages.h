// A detector in its parts: the layers of each stride, and neck and head.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace efs::nn {

struct StagePart {
  std::string name;  // "stride 8", "neck", "head"
  int depth = 0;     // convolutions, without those of squeeze-and-excitation
  int width = 0;     // channels of its last map; of neck and head 0
  std::int64_t macs = 0;
  std::vector<double> features;  // its share of graph::latency_features(), without the run itself
};

/// By rising stride, then neck and head, as far as there are any. `detector`: of build_network().
std::vector<StagePart> stages_of(const graph::Graph& detector);

}  // namespace efs::nn
