#include "tune/candidate.h"

#include "core/error.h"
#include "nn/catalogue.h"

namespace efs::tune {
namespace {

template <typename Value>
Value param(const study::Params& params, const std::string& name) {
  const auto found = params.find(name);
  if (found == params.end() || !std::holds_alternative<Value>(found->second)) {
    fail("the trial has no usable parameter '{}'; the study was written by another program version",
         name);
  }
  return std::get<Value>(found->second);
}

}  // namespace

std::string architecture_of(const study::Params& params) {
  return param<std::string>(params, "architecture");
}

double learning_rate_of(const study::Params& params) {
  return param<double>(params, "learning_rate");
}

graph::Graph network_of(const SearchOptions& options, const study::Params& params) {
  return nn::build_network(
      {.architecture = architecture_of(params), .head = options.head, .input = options.input});
}

}  // namespace efs::tune
