#include "tune/model/model_export.h"

#include <unistd.h>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "nn/catalogue.h"
#include "onnx/exporter.h"
#include "train/network/torchscript.h"
#include "tune/model/export_check.h"
#include "tune/scratch_file.h"

namespace efs::tune {
namespace {

struct PrecisionRow {
  const char* name;
  onnx::NumberFormat format;
  double tolerance;             // of the output's range
  double tolerance_of_several;  // of the worst of several images
};

constexpr PrecisionRow kPrecisions[] = {
    {"fp32", onnx::NumberFormat::kFloat32, device::kAgreementTolerance,
     device::kAgreementTolerance},
    {"fp16", onnx::NumberFormat::kFloat16, 1e-2, 1e-2},
    // Rounding harms the worst of 256 photographs 1.7 times as much as the first (MobileNetV3 small).
    {"int8", onnx::NumberFormat::kInt8, 1e-1, 2e-1},
};

}  // namespace

bool is_model_suffix(const std::string& suffix) { return suffix == ".onnx" || suffix == ".pt"; }

void write_model(const graph::Graph& graph, const graph::Weights& weights,
                 const std::function<std::string()>& onnx_bytes,
                 const std::filesystem::path& path) {
  if (!is_model_suffix(path.extension().string())) {
    fail("{}: models are written as .onnx and as .pt; choose a runtime that takes one of them",
         path.string());
  }
  if (path.extension() == ".pt") {
    train::write_torchscript(graph, weights, path);
  } else {
    write_file_atomically(path, onnx_bytes());
  }
}

ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const ExportForm& form) {
  const auto& row = find_row(kPrecisions, "precision", form.precision);
  require_form(form, graph);
  require_form_of_file(form, out);
  const auto runs = check_runs(out, form);
  auto network = onnx::network_for_outputs(form.outputs, graph, weights, info);
  network.info.precision = row.name;
  onnx::ExportOptions options{.metadata = onnx::to_metadata(network.info),
                              .output_name = nn::output_name(info.head),
                              .outputs = network.outputs,
                              .format = row.format,
                              .any_extent = network.any_extent,
                              .batch = form.batch};
  if (row.format == onnx::NumberFormat::kInt8) {
    options.ranges = train::activation_ranges(graph, weights, form.images, form.calibration);
  }
  // Does not outlive a check that it fails.
  const ScratchFile pending{
      fmt::format("{}.{}.unchecked{}", out.string(), ::getpid(), out.extension().string())};
  const auto onnx_bytes = [&] {
    return onnx::export_onnx(network.graph, network.weights, options);
  };
  write_model(graph, weights, onnx_bytes, pending.path);
  const double tolerance = form.batch == onnx::Batch() ? row.tolerance : row.tolerance_of_several;
  ExportCheck check{.size_bytes = std::filesystem::file_size(pending.path)};
  check.largest_difference =
      check_export(pending.path, runs, form, {graph, weights, info, network.info, tolerance});
  std::filesystem::rename(pending.path, out);
  return check;
}

}  // namespace efs::tune
