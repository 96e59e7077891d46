#include "tune/model/export_check.h"

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"
#include "device/agreement.h"
#include "onnx/host_decoding.h"
#include "train/network/network.h"
#include "tune/model/normalise.h"
#include "tune/model/runtimes.h"

namespace efs::tune {
namespace {

/// The images of a run, one after the other, as the network takes them, and as the file does.
struct TestInput {
  std::vector<float> network, file;
};

/// As normalised photographs: mean 0, standard deviation about 1.
TestInput noise(const ImageSize& size, int images) {
  Rng rng(1);
  std::vector<float> values(static_cast<std::size_t>(images) * 3 *
                            static_cast<std::size_t>(size.width) *
                            static_cast<std::size_t>(size.height));
  for (auto& value : values) value = static_cast<float>(rng.normal());
  return {values, values};
}

/// Bytes of one picture, for a file with an input of its own.
TestInput noise_picture(const onnx::ModelInfo& network, const onnx::ModelInfo& file) {
  Rng rng(1);
  std::vector<std::uint8_t> pixels(3 * static_cast<std::size_t>(network.input.width) *
                                   static_cast<std::size_t>(network.input.height));
  for (auto& pixel : pixels) pixel = static_cast<std::uint8_t>(rng.index(256));
  return {normalise(pixels, network), normalise(pixels, file)};
}

/// In their order; from the first again where there are fewer than wanted.
TestInput photographs(const std::vector<std::vector<float>>& given, int images) {
  std::vector<float> values;
  for (std::size_t i = 0; i < static_cast<std::size_t>(images); ++i) {
    const std::vector<float>& image = given.at(i % given.size());
    values.insert(values.end(), image.begin(), image.end());
  }
  return {values, values};
}

TestInput test_input(const ExportForm& form, const ExportReference& reference, int images) {
  if (form.precision == "int8") return photographs(form.images, images);
  if (form.outputs == onnx::FaceOutputs::kYunet) {
    return noise_picture(reference.info, reference.file_info);
  }
  return noise(reference.info.input, images);
}

bool is_here(const device::Runtime& runtime) try {
  runtime.version();
  return true;
} catch (const Error&) {
  return false;
}

[[noreturn]] void refuse_unchecked(const device::Runtime& missing, const onnx::Batch& batch) try {
  missing.version();
  fail("no runtime takes it");
} catch (const Error& error) {
  fail("batch {}: no runtime here can check runs of several images: {}", to_string(batch),
       error.what());
}

}  // namespace

std::vector<CheckRun> runs_here(const std::string& precision, int images) {
  std::vector<CheckRun> runs;
  for (const device::Runtime& runtime : checkers_of_onnx(precision, images)) {
    if (is_here(runtime)) runs.push_back({runtime, images});
  }
  return runs;
}

std::vector<CheckRun> check_runs(const std::filesystem::path& out, const ExportForm& form) {
  const int images = images_of_check(form.batch);
  const auto& usual = runtime_of_file(out, form.precision, images);
  if (form.batch == onnx::Batch()) {
    usual.version();  // an Error where it is not on this system
    return {{usual, images}};
  }
  std::vector<CheckRun> runs = runs_here(form.precision, images);
  if (runs.empty()) refuse_unchecked(usual, form.batch);
  if (form.batch.is_dynamic()) {
    for (const CheckRun& run : runs_here(form.precision, 1)) runs.push_back(run);
  }
  return runs;
}

double check_export(const std::filesystem::path& file, const std::vector<CheckRun>& runs,
                    const ExportForm& form, const ExportReference& reference) {
  const int most = images_of_check(form.batch);
  const TestInput input = test_input(form, reference, most);
  const auto expected = train::run_network(reference.graph, reference.weights, input.network);
  double largest = 0.0;
  for (const CheckRun& run : runs) {
    const auto images = static_cast<std::size_t>(run.images);
    const auto share = [&](std::span<const float> of_all) {
      return of_all.first(of_all.size() / static_cast<std::size_t>(most) * images);
    };
    const auto decode = [&](std::span<const float> values) {
      return onnx::decode_on_host(form.outputs, reference.graph, values, images);
    };
    const auto agreement =
        device::require_agreement(file, run.runtime, share(input.file), share(expected),
                                  reference.tolerance, decode, run.images);
    largest = std::max(largest, agreement.relative());
  }
  return largest;
}

}  // namespace efs::tune
