#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "core/error.h"
#include "train/weights_file.h"

namespace efs::train {
namespace {

constexpr std::string_view kHeadPrefix = "head.";
/// What torchvision names the layers behind the features, and we our own head.
constexpr std::string_view kClassifierPrefixes[] = {"classifier.", "fc.", kHeadPrefix};

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

}  // namespace

graph::Weights match_weights(const graph::Graph& graph, const graph::Weights& weights,
                             MatchRule rule) {
  const bool strict = rule == MatchRule::kStrict;
  graph::Weights out;
  std::set<std::string> wanted;
  std::vector<std::string> missing, unexpected, misshapen;
  for (const graph::Parameter& parameter : graph::parameters(graph)) {
    wanted.insert(parameter.name);
    const auto found = weights.find(parameter.name);
    if (found == weights.end()) {
      if (strict || !parameter.name.starts_with(kHeadPrefix)) missing.push_back(parameter.name);
    } else if (found->second.shape != parameter.shape) {
      misshapen.push_back(fmt::format("{}: {}, the network wants {}", parameter.name,
                                      graph::to_string(found->second.shape),
                                      graph::to_string(parameter.shape)));
    } else {
      out.insert(*found);
    }
  }
  for (const auto& [name, tensor] : weights) {
    if (!wanted.contains(name) && (strict || !is_classifier(name))) unexpected.push_back(name);
  }
  if (missing.empty() && unexpected.empty() && misshapen.empty()) return out;
  throw Error("the weights do not fit this network; are they of another architecture?" +
              paragraph("missing", missing) + paragraph("unexpected", unexpected) +
              paragraph("of another shape", misshapen));
}

}  // namespace efs::train
