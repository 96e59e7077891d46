#include "train/weights/match_weights.h"

#include <set>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "train/weights/backbone_names.h"

namespace efs::train {
namespace {

/// torchvision's layers behind the features.
bool is_classifier(std::string_view name) {
  return name.starts_with("classifier.") || name.starts_with("fc.");
}

/// "3 missing:\n  a\n  b\n  c\n"; nothing for an empty list.
std::string paragraph(const char* what, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string text = fmt::format("\n{} {}:", names.size(), what);
  for (const std::string& name : names) text += "\n  " + name;
  return text;
}

bool is_head(std::string_view name) { return name.starts_with("head."); }

/// The weights for the `wanted` parameters. The head's may be missing; a tensor may be no parameter
/// of `whole` if `tolerated(name)`.
template <typename Tolerated>
graph::Weights match(const std::vector<graph::Parameter>& wanted, const graph::Graph& whole,
                     const graph::Weights& weights, Tolerated tolerated) {
  graph::Weights fitting;
  std::vector<std::string> missing, unexpected, misshapen;
  for (const graph::Parameter& parameter : wanted) {
    const auto found = weights.find(parameter.name);
    if (found == weights.end()) {
      if (!is_head(parameter.name)) missing.push_back(parameter.name);
    } else if (found->second.shape != parameter.shape) {
      misshapen.push_back(fmt::format("{}: {}, the network wants {}", parameter.name,
                                      graph::to_string(found->second.shape),
                                      graph::to_string(parameter.shape)));
    } else {
      fitting.insert(*found);
    }
  }
  std::set<std::string> known;
  for (const graph::Parameter& parameter : graph::parameters(whole)) known.insert(parameter.name);
  for (const auto& [name, tensor] : weights) {
    if (!known.contains(name) && !tolerated(name)) unexpected.push_back(name);
  }
  if (missing.empty() && unexpected.empty() && misshapen.empty()) return fitting;
  throw Error("the weights do not fit this network; are they of another architecture?" +
              paragraph("missing", missing) + paragraph("unexpected", unexpected) +
              paragraph("of another shape", misshapen));
}

}  // namespace

graph::Weights match_weights(const graph::Graph& graph, const graph::Weights& weights) {
  return match(graph::parameters(graph), graph, weights,
               [](std::string_view name) { return is_classifier(name) || is_head(name); });
}

graph::Weights match_backbone(const graph::Graph& graph, const graph::Graph& whole,
                              const graph::Weights& weights) {
  std::vector<graph::Parameter> wanted = graph::parameters(graph);
  std::erase_if(wanted, [](const graph::Parameter& row) { return !is_backbone(row.name); });
  return match(wanted, whole, weights,
               [](std::string_view name) { return is_classifier(name) || !is_backbone(name); });
}

}  // namespace efs::train
