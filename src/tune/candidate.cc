#include "tune/candidate.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "search/space/pairwise_points.h"

namespace efs::tune {
namespace {

using study::ParamValue;

std::string text(const ParamValue& value) { return std::get<std::string>(value); }
int integer(const ParamValue& value) { return static_cast<int>(std::get<std::int64_t>(value)); }
double real(const ParamValue& value) { return std::get<double>(value); }

ImageSize size(const ParamValue& value) {
  if (std::holds_alternative<std::int64_t>(value)) return square(integer(value));
  return parse_image_size(text(value));
}

bool is_true(const ParamValue& value) {
  if (text(value) == "true") return true;
  if (text(value) == "false") return false;
  fail_usage("'{}' is neither true nor false", text(value));
}

bool is_of(ParameterKind kind, const ParamValue& value) {
  switch (kind) {
    case ParameterKind::kText:
      return std::holds_alternative<std::string>(value);
    case ParameterKind::kInteger:
      return std::holds_alternative<std::int64_t>(value);
    case ParameterKind::kReal:
      return std::holds_alternative<double>(value);
    case ParameterKind::kSize:
      return !std::holds_alternative<double>(value);
  }
  return false;
}

const TunableParameter* find(const std::string& name) {
  const auto& table = tunable_parameters();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const TunableParameter& row) { return row.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<TunableParameter>& tunable_parameters() {
  using Kind = ParameterKind;
  static const std::vector<TunableParameter> table{
      {"architecture", Kind::kText, true,
       [](Candidate& c, const ParamValue& v) { c.network.architecture = text(v); }},
      {"tap", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.tap = integer(v); }},
      {"width", Kind::kReal, true,
       [](Candidate& c, const ParamValue& v) { c.network.width = real(v); }},
      {"neck", Kind::kText, true,
       [](Candidate& c, const ParamValue& v) { c.network.neck = text(v); }},
      {"head", Kind::kText, true,
       [](Candidate& c, const ParamValue& v) { c.network.head = text(v); }},
      {"finest", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.finest = integer(v); }},
      {"levels", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.levels = integer(v); }},
      {"neck_width", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.neck_width = integer(v); }},
      {"head_width", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.head_width = integer(v); }},
      {"head_units", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.head_units = integer(v); }},
      {"head_conv", Kind::kText, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.head_conv = text(v); }},
      {"head_shared", Kind::kText, true,
       [](Candidate& c, const ParamValue& v) { c.network.dense.head_shared = is_true(v); }},
      {"input", Kind::kSize, true,
       [](Candidate& c, const ParamValue& v) { c.network.input = size(v); }},
      {"loss", Kind::kText, false,
       [](Candidate& c, const ParamValue& v) { c.train.loss = train::parse_loss(text(v)); }},
      {"assigner", Kind::kText, false,
       [](Candidate& c, const ParamValue& v) { c.train.assigner = text(v); }},
      {"augmentation", Kind::kText, false,
       [](Candidate& c, const ParamValue& v) { c.train.augmentation = text(v); }},
      {"batch_size", Kind::kInteger, false,
       [](Candidate& c, const ParamValue& v) { c.train.batch_size = integer(v); }},
      {"optimizer", Kind::kText, false,
       [](Candidate& c, const ParamValue& v) {
         c.train.optimizer = train::optimizer_kind(text(v));
       }},
      {"weight_decay", Kind::kReal, false,
       [](Candidate& c, const ParamValue& v) { c.train.weight_decay = real(v); }},
      {"learning_rate", Kind::kReal, false,
       [](Candidate& c, const ParamValue& v) { c.train.learning_rate = real(v); }},
  };
  return table;
}

Candidate candidate_of(const SearchOptions& options, const study::Params& params) {
  Candidate candidate{options.network, options.train};
  for (const auto& [name, value] : params) {
    const TunableParameter* row = find(name);
    if (row == nullptr || !is_of(row->kind, value)) {
      fail(
          "the trial's parameter '{}' is unknown; the study was written by another program version",
          name);
    }
    row->set(candidate, value);
  }
  return candidate;
}

Candidate candidate_of(const SearchOptions& options, const study::Trial& trial) {
  constexpr int kSmallestBatch = 2;  // a batch-norm over one value has no variance
  Candidate candidate = candidate_of(options, trial.params);
  int& batch = candidate.train.batch_size;
  for (int i = 0; i < trial.batch_halvings; ++i) batch = std::max(kSmallestBatch, batch / 2);
  return candidate;
}

std::vector<Candidate> candidates_of(const SearchOptions& options) {
  std::vector<Candidate> candidates;
  for (const study::Params& params : search::pairwise_points(options.space)) {
    candidates.push_back(candidate_of(options, params));
  }
  return candidates;
}

void check_candidates(const SearchOptions& options) {
  std::set<std::string> built;
  for (const study::Params& params : search::pairwise_points(options.space)) {
    const Candidate candidate = candidate_of(options, params);
    if (built.insert(options.space.network_of(params)).second) nn::build_network(candidate.network);
  }
}

std::string label_of(const study::Params& params) {
  std::string architecture, others;
  for (const TunableParameter& row : tunable_parameters()) {
    const auto found = params.find(row.name);
    if (found == params.end()) continue;
    const std::string value = study::to_string(found->second);
    if (row.name == "architecture") {
      architecture = value;
      continue;
    }
    std::string name = row.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    others += fmt::format(", {} {}", name, value);
  }
  return architecture + others;
}

}  // namespace efs::tune
