#include "train/options/loss_terms.h"

#include <charconv>
#include <cmath>

#include "core/error.h"
#include "core/text/spelling.h"

namespace efs::train {
namespace {

struct Row {
  const char* name;
  LossKind kind;
};
constexpr Row kRows[] = {
    {"smooth_l1", LossKind::kSmoothL1}, {"l1", LossKind::kL1},     {"iou", LossKind::kIou},
    {"giou", LossKind::kGiou},          {"diou", LossKind::kDiou}, {"ciou", LossKind::kCiou},
    {"eiou", LossKind::kEiou},
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

LossKind parse_kind(std::string_view name) {
  for (const Row& row : kRows) {
    if (name == row.name) return row.kind;
  }
  fail_usage("{}", unknown_name_message("loss", std::string(name), loss_names()));
}

double parse_weight(std::string_view text) {
  double weight = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(weight) ||
      weight <= 0.0) {
    fail_usage("'{}' is no factor of a loss; write a number above 0, as in 'giou + 5 * l1'", text);
  }
  return weight;
}

LossTerm parse_term(std::string_view text) {
  const auto star = text.find('*');
  if (star == std::string_view::npos) return {parse_kind(trimmed(text)), 1.0};
  return {parse_kind(trimmed(text.substr(star + 1))), parse_weight(trimmed(text.substr(0, star)))};
}

const char* name_of(LossKind kind) {
  for (const Row& row : kRows) {
    if (row.kind == kind) return row.name;
  }
  fail("a loss without a name");
}

}  // namespace

std::vector<std::string> loss_names() {
  std::vector<std::string> names;
  for (const Row& row : kRows) names.emplace_back(row.name);
  return names;
}

Loss parse_loss(std::string_view text) {
  Loss loss;
  for (std::string_view rest = text;;) {
    const auto plus = rest.find('+');
    loss.push_back(parse_term(rest.substr(0, plus)));
    if (plus == std::string_view::npos) return loss;
    rest = rest.substr(plus + 1);
  }
}

std::string to_string(const Loss& loss) {
  std::string text;
  for (const LossTerm& term : loss) {
    if (!text.empty()) text += " + ";
    if (term.weight != 1.0) text += fmt::format("{} * ", term.weight);
    text += name_of(term.kind);
  }
  return text;
}

}  // namespace efs::train
