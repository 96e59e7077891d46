#include "search/simulation/curves.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/stats.h"
#include "core/text/csv.h"
#include "core/text/parse_number.h"
#include "core/text/spelling.h"
#include "search/objectives/metrics.h"

namespace efs::search {
namespace {

// Samplers compare all points with each other, and a simulation is repeated for each seed.
constexpr std::size_t kMostParameters = 100;
constexpr std::size_t kMostPoints = 1'000;
constexpr std::size_t kMostEpochs = 10'000;  // of one point

constexpr std::string_view kFurtherLatency = "latency_ms.";

/// On a target after the first.
bool is_latency(const std::string& column) { return column.starts_with(kFurtherLatency); }

/// Whether a column of a table of results is a parameter.
bool is_parameter(const std::string& column) {
  static const std::set<std::string> others{
      "trial",   "stage", "feature_dim", "epoch",   "train_loss",
      "fitness", "state", "latency_s",   "seconds", "images_per_second"};
  return !others.contains(column) && !is_latency(column) && find_metric(column) == nullptr;
}

study::ParamValue as_param(const std::string& text) {
  if (const auto integer = parse_number<std::int64_t>(text)) return *integer;
  const auto real = parse_number<double>(text);
  if (real && std::isfinite(*real)) return *real;
  return text;
}

class CurveReader {
 public:
  CurveReader(std::string_view text, const std::string& name)
      : name_(name), table_(parse_csv(text, name)) {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      at_[table_.columns[i]] = i;
      if (is_parameter(table_.columns[i])) parameters_.push_back(i);
      if (is_latency(table_.columns[i])) {
        other_targets_.push_back(table_.columns[i].substr(kFurtherLatency.size()));
      }
    }
    const auto judged = std::ranges::find_if(
        tasks(), [&](const Task& task) { return at_.contains(task.accuracy); });
    if (judged != tasks().end()) task_ = *judged;
    for (const std::string& column :
         {std::string("epoch"), std::string("train_loss"), task_.loss}) {
      if (at_.contains(column)) continue;
      fail_usage("{}:1: {}", name_, unknown_name_message("column", column, table_.columns));
    }
    if (parameters_.empty()) {
      fail_usage("{}:1: no column is a parameter, such as architecture", name);
    }
    if (parameters_.size() > kMostParameters) {
      fail_usage("{}:1: {} columns are parameters; at most {} are simulated", name,
                 parameters_.size(), kMostParameters);
    }
  }

  RecordedCurves read() {
    for (const CsvTable::Row& row : table_.rows) take(row);
    RecordedCurves result;
    for (const RecordedCurve& curve : curves_) {
      result.epochs = std::max(result.epochs, static_cast<int>(curve.epochs.size()));
    }
    for (RecordedCurve& curve : curves_) {
      if (static_cast<int>(curve.epochs.size()) < result.epochs) {
        ++result.shorter;
        continue;
      }
      for (const auto& [target, latencies] : latencies_[network_of(curve.params)]) {
        const double latency_ms = median(latencies);
        curve.cost.latencies[target] = {latency_ms, latency_ms, "{}"};
      }
      result.curves.push_back(std::move(curve));
    }
    if (result.curves.empty()) fail_usage("{}: it has no rows", name_);
    result.space = space_of(result.curves);
    result.other_targets = other_targets_;
    result.task = task_;
    result.has_accuracy = at_.contains(task_.accuracy);
    return result;
  }

 private:
  /// NaN where the column is missing or the field is empty.
  double number(const CsvTable::Row& row, const std::string& column) const {
    const auto found = at_.find(column);
    if (found == at_.end() || row.fields[found->second].empty()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    const auto value = parse_number<double>(row.fields[found->second]);
    if (!value) {
      fail_usage("{}:{}: {} '{}' is not a number", name_, row.line, column,
                 row.fields[found->second]);
    }
    return *value;
  }

  NamedValues metrics_in(const CsvTable::Row& row) const {
    NamedValues values;
    for (const Metric& metric : epoch_metrics()) {
      if (at_.contains(metric.name)) values.set(metric.name, number(row, metric.name));
    }
    return values;
  }

  static study::Params network_of(study::Params params) {
    params.erase("learning_rate");
    return params;
  }

  void take(const CsvTable::Row& row) {
    study::Params params;
    for (const std::size_t i : parameters_) {
      // Empty: the point leaves it out.
      if (!row.fields[i].empty()) params[table_.columns[i]] = as_param(row.fields[i]);
    }
    const auto [place, is_new] = places_.try_emplace(params, curves_.size());
    if (is_new) curves_.push_back({.params = params, .epochs = {}, .cost = {}});
    if (curves_.size() > kMostPoints) {
      fail_usage("{}:{}: more than {} points, which is all that is simulated; leave some out",
                 name_, row.line, kMostPoints);
    }
    RecordedCurve& curve = curves_[place->second];
    const double epoch = number(row, "epoch");
    const auto next = static_cast<double>(curve.epochs.size() + 1);
    if (epoch == 1.0) curve.epochs.clear();  // a run that was restarted replaces the one before
    if (epoch != 1.0 && epoch != next) {
      fail_usage("{}:{}: epoch {} of {} follows epoch {}; the epochs of a trial go 1, 2, ...",
                 name_, row.line, epoch, row.fields[parameters_.front()], next - 1.0);
    }
    if (curve.epochs.size() >= kMostEpochs) {
      fail_usage("{}:{}: more than {} epochs of one point, which is all that is simulated", name_,
                 row.line, kMostEpochs);
    }
    double seconds = number(row, "seconds");
    if (!(seconds > 0.0 && std::isfinite(seconds))) seconds = 1.0;
    curve.epochs.push_back({.epoch = static_cast<int>(epoch),
                            .train_loss = number(row, "train_loss"),
                            .metrics = metrics_in(row),
                            .seconds = seconds});
    take_latency(row, params, "latency_ms", 1.0, study::kFirstTarget);
    take_latency(row, params, "latency_s", 1e3, study::kFirstTarget);
    for (const std::string& target : other_targets_) {
      take_latency(row, params, std::string(kFurtherLatency) + target, 1.0, target);
    }
  }

  void take_latency(const CsvTable::Row& row, const study::Params& params,
                    const std::string& column, double factor, const std::string& target) {
    const double latency_ms = number(row, column) * factor;
    if (!(latency_ms > 0.0) || !std::isfinite(latency_ms)) return;
    latencies_[network_of(params)][target].push_back(latency_ms);
  }

  Space space_of(const std::vector<RecordedCurve>& curves) const {
    Space space;
    for (const std::size_t i : parameters_) {
      Parameter parameter{.name = table_.columns[i],
                          .shapes_network = table_.columns[i] != "learning_rate"};
      for (const RecordedCurve& curve : curves) {
        const auto found = curve.params.find(parameter.name);
        if (found == curve.params.end()) continue;
        auto& values = parameter.values;
        if (std::ranges::count(values, found->second) == 0) values.push_back(found->second);
      }
      if (!parameter.values.empty()) space.parameters.push_back(std::move(parameter));
    }
    return space;
  }

  Task task_;
  std::string name_;
  CsvTable table_;
  std::map<std::string, std::size_t> at_;
  std::vector<std::size_t> parameters_;  // columns
  std::vector<RecordedCurve> curves_;
  std::map<study::Params, std::size_t> places_;  // in curves_
  std::vector<std::string> other_targets_;
  /// By network and target.
  std::map<study::Params, std::map<std::string, std::vector<double>>> latencies_;
};

}  // namespace

RecordedCurves parse_curves(std::string_view text, const std::string& name) {
  return CurveReader(text, name).read();
}

}  // namespace efs::search
