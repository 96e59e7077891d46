#include "tune/model_export.h"

#include "core/files.h"
#include "core/rng.h"
#include "device/agreement.h"
#include "onnx/exporter.h"
#include "train/network.h"
#include "train/torchscript.h"
#include "tune/runtimes.h"

namespace efs::tune {
namespace {

/// As a normalised photograph: mean 0, standard deviation about 1.
std::vector<float> test_input(int side) {
  Rng rng(1);
  std::vector<float> values(3 * static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (auto& value : values) value = static_cast<float>(rng.normal());
  return values;
}

/// Removes an export that did not pass its check.
struct Pending {
  std::filesystem::path path;
  ~Pending() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

}  // namespace

void write_model(const graph::Graph& graph, const graph::Weights& weights,
                 const std::function<std::string()>& onnx_bytes,
                 const std::filesystem::path& path) {
  if (path.extension() == ".pt") {
    train::write_torchscript(graph, weights, path);
  } else {
    write_file_atomically(path, onnx_bytes());
  }
}

ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out) {
  const auto& checker = runtime_of_file(out);
  onnx::ExportOptions options{.metadata = onnx::to_metadata(info)};
  if (info.head == "none") options.output_name = "features";
  const Pending pending{out.string() + ".unchecked" + checker.suffix};
  const auto onnx_bytes = [&] { return onnx::export_onnx(graph, weights, options); };
  write_model(graph, weights, onnx_bytes, pending.path);
  const auto input = test_input(info.input_size);
  const auto expected = train::run_network(graph, weights, input);
  ExportCheck check{.size_bytes = std::filesystem::file_size(pending.path)};
  check.largest_difference =
      device::require_agreement(pending.path, checker, input, expected).relative();
  std::filesystem::rename(pending.path, out);
  return check;
}

}  // namespace efs::tune
