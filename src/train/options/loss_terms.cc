#include "train/options/loss_terms.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "core/text/parse_number.h"
#include "core/text/text_parts.h"

namespace efs::train {
namespace {

LossKind parse_kind(std::string_view name) {
  return static_cast<LossKind>(index_of_name(loss_names(), "loss", name));
}

double parse_weight(std::string_view text) {
  const auto weight = parse_number<double>(text);
  if (weight && std::isfinite(*weight) && *weight > 0.0) return *weight;
  fail_usage("'{}' is no factor of a loss; write a number above 0, as in 'giou + 5 * l1'", text);
}

LossTerm parse_term(std::string_view text) {
  const auto star = text.find('*');
  if (star == std::string_view::npos) return {parse_kind(trimmed(text)), 1.0};
  return {parse_kind(trimmed(text.substr(star + 1))), parse_weight(trimmed(text.substr(0, star)))};
}

}  // namespace

const std::vector<std::string>& loss_names() {
  static const std::vector<std::string> names{"smooth_l1", "l1",   "iou", "giou",  "diou",
                                              "ciou",      "eiou", "bce", "focal", "quality_focal",
                                              "varifocal"};  // as in the enumeration
  return names;
}

Loss parse_loss(std::string_view text) {
  Loss loss;
  for (const std::string& term : split(text, '+')) loss.push_back(parse_term(term));
  return loss;
}

std::string to_string(const Loss& loss) {
  std::string text;
  for (const LossTerm& term : loss) {
    if (!text.empty()) text += " + ";
    if (term.weight != 1.0) text += fmt::format("{} * ", term.weight);
    text += loss_names().at(static_cast<std::size_t>(term.kind));
  }
  return text;
}

void require_terms(const Loss& loss, bool of_scores) {
  const auto boxes =
      std::ranges::count_if(loss, [](const LossTerm& term) { return is_box_loss(term.kind); });
  const auto scores = std::ssize(loss) - boxes;
  if (boxes > 0 && (scores > 0) == of_scores) return;
  if (of_scores) {
    fail_usage(
        "the loss '{}' has no term of {}; the task faces learns both, as in 'quality_focal + 5 * "
        "eiou'",
        to_string(loss), boxes == 0 ? "boxes" : "scores");
  }
  fail_usage("the loss '{}' has {}; the task single learns boxes alone, as in 'giou + 5 * l1'",
             to_string(loss), boxes == 0 ? "no term of boxes" : "terms of scores");
}

}  // namespace efs::train
