// The numbers that say how good and how costly a trial is: one row each. Expressions, tables,
// charts and exports walk the rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/named_values.h"

namespace efs::search {

enum class Direction { kMinimize, kMaximize };

/// What is known of a trial, by the names of metrics; further targets' latencies as
/// latency_ms.NAME.
using Metrics = NamedValues;

struct Metric {
  std::string name;   // in expressions, columns and databases
  std::string label;  // what people read, without the unit
  std::string unit;   // "px"; empty: none
  Direction better = Direction::kMinimize;
  /// Where hypervolume begins to count; absent: at the worst value seen.
  std::optional<double> reference = {};
  // What each epoch of training gives (epoch_metrics()):
  std::string tag = {};  // of its curve in TensorBoard
  int digits = 4;        // behind the point
  int goes = 8;          // the highest is the first that a narrow terminal leaves out; 0 stays
  bool always = true;    // false: has columns and charts only where a trial has it

  /// "validation loss"
  std::string title() const { return "validation " + label; }
  /// "loss, px"
  std::string with_unit(const std::string& text) const {
    return unit.empty() ? text : text + ", " + unit;
  }
};

/// What an epoch's validation gives, in the order of columns. A name is part of the persistent
/// format.
const std::vector<Metric>& epoch_metrics();
/// What is known before training: its latency and size.
const std::vector<Metric>& cost_metrics();
/// Of either kind; nullptr: there is none of this name.
const Metric* find_metric(const std::string& name);

/// What trials are trained for.
struct Task {
  std::string name = "single";
  /// The metric that axes, the front, patience and the best epoch go by.
  std::string accuracy = "val_iou";
  std::string loss = "val_loss";

  const Metric& accuracy_metric() const { return *find_metric(accuracy); }
};

}  // namespace efs::search
