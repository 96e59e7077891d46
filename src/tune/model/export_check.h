// The runs of a model file that must agree with its network before it is called written.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "device/runtime.h"
#include "graph/graph.h"
#include "graph/weights.h"
#include "onnx/metadata.h"
#include "tune/model/export_form.h"

namespace efs::tune {

/// One run of the file.
struct CheckRun {
  const device::Runtime& runtime;
  int images = 1;  // at once
};

/// A run of so many images in each runtime on this system that checks ONNX files of these numbers.
std::vector<CheckRun> runs_here(const std::string& precision, int images);

/// A file of batch 1 is run in the runtime for its kind (runtime_of_file). One with another batch is run
/// with that batch in each of its checkers that is on this system; one that takes any, with several
/// images and with one. UsageError: `out` is named as no model file is; Error: none of the runtimes
/// is on this system.
std::vector<CheckRun> check_runs(const std::filesystem::path& out, const ExportForm& form);

/// What a file is to agree with.
struct ExportReference {
  const graph::Graph& graph;
  const graph::Weights& weights;
  const onnx::ModelInfo& info;       // of the network
  const onnx::ModelInfo& file_info;  // of the file, whose input may be another
  double tolerance = 0.0;            // of the output's range
};

/// Makes the runs, on images that differ, and returns the largest difference of an image's output to
/// that of the network in libtorch, relative to the output's range; outputs that are not decoded are
/// decoded first, as their host does. Error: a run exceeds the tolerance.
double check_export(const std::filesystem::path& file, const std::vector<CheckRun>& runs,
                    const ExportForm& form, const ExportReference& reference);

}  // namespace efs::tune
