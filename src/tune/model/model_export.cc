#include "tune/model/model_export.h"

#include <unistd.h>

#include "core/error.h"
#include "core/files/files.h"
#include "core/rng.h"
#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "nn/catalogue.h"
#include "onnx/exporter.h"
#include "train/network/network.h"
#include "train/network/torchscript.h"
#include "tune/model/runtimes.h"
#include "tune/scratch_file.h"

namespace efs::tune {
namespace {

struct PrecisionRow {
  const char* name;
  onnx::NumberFormat format;
  double tolerance;  // of the output's range
};

constexpr PrecisionRow kPrecisions[] = {
    {"fp32", onnx::NumberFormat::kFloat32, device::kAgreementTolerance},
    {"fp16", onnx::NumberFormat::kFloat16, 1e-2},
    {"int8", onnx::NumberFormat::kInt8, 1e-1},
};

/// As a normalised photograph: mean 0, standard deviation about 1.
std::vector<float> test_input(const ImageSize& size) {
  Rng rng(1);
  std::vector<float> values(3 * static_cast<std::size_t>(size.width) *
                            static_cast<std::size_t>(size.height));
  for (auto& value : values) value = static_cast<float>(rng.normal());
  return values;
}

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
                         const ExportPrecision& precision) {
  const auto& row = find_row(kPrecisions, "precision", precision.name);
  const auto& checker = runtime_of_file(out, precision.name);
  if (row.format != onnx::NumberFormat::kFloat32 && checker.suffix != ".onnx") {
    fail_usage("{}: {} is written as .onnx only", out.string(), row.name);
  }
  checker.version();  // an Error here where it is not on this system
  auto stated = info;
  stated.precision = row.name;
  onnx::ExportOptions options{.metadata = onnx::to_metadata(stated),
                              .output_name = nn::output_name(info.head),
                              .format = row.format};
  auto input = test_input(info.input);
  if (row.format == onnx::NumberFormat::kInt8) {
    options.ranges =
        train::activation_ranges(graph, weights, precision.images, precision.calibration);
    input = precision.images.front();
  }
  // Does not outlive a check that it fails.
  const ScratchFile pending{
      fmt::format("{}.{}.unchecked{}", out.string(), ::getpid(), checker.suffix)};
  const auto onnx_bytes = [&] { return onnx::export_onnx(graph, weights, options); };
  write_model(graph, weights, onnx_bytes, pending.path);
  const auto expected = train::run_network(graph, weights, input);
  ExportCheck check{.size_bytes = std::filesystem::file_size(pending.path)};
  check.largest_difference =
      device::require_agreement(pending.path, checker, input, expected, row.tolerance).relative();
  std::filesystem::rename(pending.path, out);
  return check;
}

}  // namespace efs::tune
