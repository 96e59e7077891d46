#include "tune/candidate.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "search/space/pairwise_points.h"
#include "tune/block_parameters.h"

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

template <std::size_t kStage>
void add_stage_rows(std::vector<TunableParameter>& table) {
  using Kind = ParameterKind;
  const auto add = [&](const char* what, Kind kind, auto set) {
    table.push_back({fmt::format("stage{}_{}", kStage + 1, what), kind, true, set});
  };
  add("block", Kind::kText,
      [](Candidate& c, const ParamValue& v) { c.network.blocks.stage[kStage].block = text(v); });
  add("depth", Kind::kInteger,
      [](Candidate& c, const ParamValue& v) { c.network.blocks.stage[kStage].depth = integer(v); });
  add("width", Kind::kInteger,
      [](Candidate& c, const ParamValue& v) { c.network.blocks.stage[kStage].width = integer(v); });
  add("kernel", Kind::kInteger, [](Candidate& c, const ParamValue& v) {
    c.network.blocks.stage[kStage].kernel = integer(v);
  });
  add("expansion", Kind::kInteger, [](Candidate& c, const ParamValue& v) {
    c.network.blocks.stage[kStage].expansion = integer(v);
  });
}

/// Of the architecture `blocks` (block_parameters.h).
std::vector<TunableParameter> block_rows() {
  using Kind = ParameterKind;
  std::vector<TunableParameter> rows{
      {"stem_width", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.blocks.stem_width = integer(v); }},
      {"stage_count", Kind::kInteger, true,
       [](Candidate& c, const ParamValue& v) { c.network.blocks.stages = integer(v); }}};
  add_stage_rows<0>(rows);
  add_stage_rows<1>(rows);
  add_stage_rows<2>(rows);
  add_stage_rows<3>(rows);
  return rows;
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
  static const std::vector<TunableParameter> table = [] {
    std::vector<TunableParameter> rows{
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
    const auto blocks = block_rows();
    rows.insert(rows.begin() + 1, blocks.begin(), blocks.end());
    return rows;
  }();
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
  nn::NetworkOptions& network = candidate.network;
  if (const auto at = network.architecture.find(kAtInput); at != std::string::npos) {
    network.input = parse_image_size(network.architecture.substr(at + 1));
    network.architecture.resize(at);
  }
  if (network.architecture == nn::kBlocks) network.architecture = nn::name_of(network.blocks);
  find_own_network(options, network);
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

std::shared_ptr<const nn::OwnNetwork> own_network(const SearchOptions& options,
                                                  const std::string& name) {
  for (const auto& own : options.networks) {
    if (own->architecture.name == name) return own;
  }
  return nullptr;
}

void find_own_network(const SearchOptions& options, nn::NetworkOptions& network) {
  if (const auto own = own_network(options, network.architecture)) {
    network.own = std::shared_ptr<const nn::Architecture>(own, &own->architecture);
  }
}

std::optional<std::string> made_network(const study::Params& params) {
  const auto architecture = params.find(search::kArchitecture);
  if (architecture == params.end() ||
      architecture->second != ParamValue(std::string(nn::kBlocks))) {
    return std::nullopt;
  }
  return candidate_of(SearchOptions(), params).network.architecture;
}

std::string network_name(const search::Space& space, study::Params params) {
  if (const auto made = made_network(params)) {
    std::erase_if(params, [](const auto& entry) { return is_block_parameter(entry.first); });
    params[search::kArchitecture] = *made;
  }
  return space.network_of(params);
}

std::string label_of(const study::Params& params) {
  std::string architecture, others;
  const auto made = made_network(params);
  for (const TunableParameter& row : tunable_parameters()) {
    const auto found = params.find(row.name);
    if (found == params.end() || (made && is_block_parameter(row.name))) continue;
    const std::string value = study::to_string(found->second);
    if (row.name == search::kArchitecture) {
      architecture = made.value_or(value);
      continue;
    }
    std::string name = row.name;
    std::replace(name.begin(), name.end(), '_', ' ');
    others += fmt::format(", {} {}", name, value);
  }
  return architecture + others;
}

}  // namespace efs::tune
