#include "train/weights/match_weights.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "train/weights/backbone_names.h"

namespace efs::train {
namespace {

constexpr std::string_view kHeadPrefix = "head.";
/// What torchvision names the layers behind the features.
constexpr std::string_view kClassifierPrefixes[] = {"classifier.", "fc."};

bool is_classifier(std::string_view name) {
  return std::any_of(std::begin(kClassifierPrefixes), std::end(kClassifierPrefixes),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// "3 missing:\n  a\n  b\n  c\n"; nothing for an empty list.
std::string paragraph(const char* what, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string text = fmt::format("\n{} {}:", names.size(), what);
  for (const std::string& name : names) text += "\n  " + name;
  return text;
}

/// What fits, and what does not.
class Match {
 public:
  explicit Match(const graph::Weights& weights) : weights_(weights) {}

  void take(const graph::Parameter& parameter, bool required) {
    const auto found = weights_.find(parameter.name);
    if (found == weights_.end()) {
      if (required) missing_.push_back(parameter.name);
    } else if (found->second.shape != parameter.shape) {
      misshapen_.push_back(fmt::format("{}: {}, the network wants {}", parameter.name,
                                       graph::to_string(found->second.shape),
                                       graph::to_string(parameter.shape)));
    } else {
      fitting_.insert(*found);
    }
  }
  /// `expected` of a name: may it be left over?
  template <typename Expected>
  void refuse_others(const graph::Graph& graph, Expected&& expected) {
    std::set<std::string> wanted;
    for (const graph::Parameter& parameter : graph::parameters(graph)) {
      wanted.insert(parameter.name);
    }
    for (const auto& [name, tensor] : weights_) {
      if (!wanted.contains(name) && !expected(name)) unexpected_.push_back(name);
    }
  }
  graph::Weights result() {
    if (missing_.empty() && unexpected_.empty() && misshapen_.empty()) return std::move(fitting_);
    throw Error("the weights do not fit this network; are they of another architecture?" +
                paragraph("missing", missing_) + paragraph("unexpected", unexpected_) +
                paragraph("of another shape", misshapen_));
  }

 private:
  const graph::Weights& weights_;
  graph::Weights fitting_;
  std::vector<std::string> missing_, unexpected_, misshapen_;
};

}  // namespace

graph::Weights match_weights(const graph::Graph& graph, const graph::Weights& weights,
                             MatchRule rule) {
  const bool strict = rule == MatchRule::kStrict;
  Match match(weights);
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    match.take(parameter, strict || !parameter.name.starts_with(kHeadPrefix));
  }
  match.refuse_others(graph, [&](std::string_view name) {
    return !strict && (is_classifier(name) || name.starts_with(kHeadPrefix));
  });
  return match.result();
}

graph::Weights match_backbone(const graph::Graph& graph, const graph::Graph& whole,
                              const graph::Weights& weights) {
  Match match(weights);
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    if (is_backbone(parameter.name)) match.take(parameter, true);
  }
  match.refuse_others(
      whole, [](std::string_view name) { return is_classifier(name) || !is_backbone(name); });
  return match.result();
}

}  // namespace efs::train
