#include "tune/model/model_export.h"

#include <unistd.h>

#include "core/error.h"
#include "core/files/files.h"
#include "core/rng.h"
#include "core/text/named_rows.h"
#include "device/agreement.h"
#include "nn/catalogue.h"
#include "onnx/exporter.h"
#include "onnx/host_decoding.h"
#include "train/network/network.h"
#include "train/network/torchscript.h"
#include "tune/model/normalise.h"
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

/// One picture as the network takes it, and as the file does.
struct TestInput {
  std::vector<float> network, file;
};

/// As a normalised photograph: mean 0, standard deviation about 1.
TestInput noise(const ImageSize& size) {
  Rng rng(1);
  std::vector<float> values(3 * static_cast<std::size_t>(size.width) *
                            static_cast<std::size_t>(size.height));
  for (auto& value : values) value = static_cast<float>(rng.normal());
  return {values, values};
}

/// Bytes of a picture, for a file with an input of its own.
TestInput noise_picture(const onnx::ModelInfo& network, const onnx::ModelInfo& file) {
  Rng rng(1);
  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(network.input.width) *
                                   static_cast<std::size_t>(network.input.height));
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(rng.index(256));
  return {normalise(pixels, network), normalise(pixels, file)};
}

/// UsageError where only ONNX holds what is asked for.
void require_onnx(const ExportForm& form, const std::string& suffix,
                  const std::filesystem::path& out) {
  if (suffix == ".onnx") return;
  const bool decoded = form.outputs == onnx::FaceOutputs::kDecoded;
  if (form.precision != "fp32" || !decoded) {
    fail_usage("{}: {} is written as .onnx only", out.string(),
               decoded ? form.precision : "--outputs " + to_string(form.outputs));
  }
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

void require_form(const ExportForm& form, const graph::Graph& graph) {
  onnx::require_outputs(form.outputs, graph);
  if (form.outputs == onnx::FaceOutputs::kYunet && form.precision != "fp32") {
    fail_usage("outputs 'yunet' are written in fp32 only, which OpenCV reads; {} goes with raw",
               form.precision);
  }
}

ExportCheck export_model(const graph::Graph& graph, const graph::Weights& weights,
                         const onnx::ModelInfo& info, const std::filesystem::path& out,
                         const ExportForm& form) {
  const auto& row = find_row(kPrecisions, "precision", form.precision);
  require_form(form, graph);
  const auto& checker = runtime_of_file(out, form.precision);
  require_onnx(form, checker.suffix, out);
  checker.version();  // an Error here where it is not on this system
  auto network = onnx::network_for_outputs(form.outputs, graph, weights, info);
  network.info.precision = row.name;
  onnx::ExportOptions options{.metadata = onnx::to_metadata(network.info),
                              .output_name = nn::output_name(info.head),
                              .outputs = network.outputs,
                              .format = row.format,
                              .any_extent = network.any_extent};
  TestInput input = form.outputs == onnx::FaceOutputs::kYunet ? noise_picture(info, network.info)
                                                              : noise(info.input);
  if (row.format == onnx::NumberFormat::kInt8) {
    options.ranges = train::activation_ranges(graph, weights, form.images, form.calibration);
    input.network = input.file = form.images.front();
  }
  // Does not outlive a check that it fails.
  const ScratchFile pending{
      fmt::format("{}.{}.unchecked{}", out.string(), ::getpid(), checker.suffix)};
  const auto onnx_bytes = [&] {
    return onnx::export_onnx(network.graph, network.weights, options);
  };
  write_model(graph, weights, onnx_bytes, pending.path);
  const auto expected = train::run_network(graph, weights, input.network);
  const auto decode = [&](std::span<const float> values) {
    return onnx::decode_on_host(form.outputs, graph, values);
  };
  ExportCheck check{.size_bytes = std::filesystem::file_size(pending.path)};
  check.largest_difference =
      device::require_agreement(pending.path, checker, input.file, expected, row.tolerance, decode)
          .relative();
  std::filesystem::rename(pending.path, out);
  return check;
}

}  // namespace efs::tune
