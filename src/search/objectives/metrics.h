// The numbers that say how good and how costly a trial is: one row each. Expressions, tables,
// charts and exports walk the rows.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/named_values.h"
#include "core/task_names.h"

namespace efs::search {

enum class Direction { kMinimize, kMaximize };

/// A trial's metrics by name; latencies on further targets as latency_ms.NAME.
using Metrics = NamedValues;

struct Metric {
  std::string name;   // in expressions, columns and databases
  std::string label;  // what people read, without the unit
  std::string unit;   // "px"; empty: none
  Direction better = Direction::kMinimize;
  /// Where hypervolume begins to count; absent: at the worst value seen.
  std::optional<double> reference = {};
  // For epoch_metrics() only:
  std::string task = {};     // that reports it; empty: every one
  std::string tag = {};      // of its curve in TensorBoard
  int digits = 4;            // behind the point
  int goes = 8;              // a narrow terminal leaves out the highest first; 0 stays
  bool always = true;        // false: has columns and charts only where a trial has it
  std::string meaning = {};  // for who does not know the label; empty: nothing to add

  /// "validation loss"
  std::string title() const { return "validation " + label; }
  /// "loss, px"
  std::string with_unit(const std::string& text) const {
    return unit.empty() ? text : text + ", " + unit;
  }
};

/// The task that trials are trained for.
struct Task {
  std::string name = kSingleTask;
  /// The metric behind axes, the front, patience and the best epoch.
  std::string accuracy = "val_iou";
  std::string loss = "val_loss";
  std::string loss_unit = "px";
  /// What a detector of this accuracy does: "it ... of 0.7".
  std::string finds = "finds the face with a mean IoU";

  const Metric& accuracy_metric() const;
  bool finds_faces() const { return name == kFacesTask; }
};

/// Those of core/task_names.h.
const std::vector<Task>& tasks();
/// UsageError offers the nearest name.
const Task& task(std::string_view name);

/// Results of an epoch's validation, in the order of columns: those of all tasks. A name is part of
/// the persistent format.
const std::vector<Metric>& epoch_metrics();
/// Those that the task reports.
std::vector<Metric> epoch_metrics(const Task& task);
/// Known before training: latency and size.
const std::vector<Metric>& cost_metrics();
/// A metric of either kind; nullptr: there is none of this name.
const Metric* find_metric(const std::string& name);

}  // namespace efs::search
