// Time of one training image at input 128, of drawn faces: decoded and resized as it would be in
// every epoch without the packed file; read from there; and varied by each policy (kept at 192). Images
// with any number of faces are varied at input 160 and 320 (kept at up to 480).
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <vector>

#include "bench/drawn_faces.h"
#include "data/augment/augment.h"
#include "data/augment/augment_faces.h"
#include "data/preprocess.h"

namespace {

using namespace efs::data;

constexpr int kInput = 128;
constexpr int kTrainSide = 192;
constexpr int kImages = 200;

void decode_one(benchmark::State& state) {
  const efs::bench::DrawnFaces faces(kImages);
  const auto& dataset = faces.dataset();
  std::size_t index = 0;
  for (auto _ : state) {
    const auto& sample = dataset.samples[dataset.train[index++ % dataset.train.size()]];
    benchmark::DoNotOptimize(prepare_image(sample.path, {kInput, kInput}));
  }
  state.SetItemsProcessed(state.iterations());
}

void augment_one(benchmark::State& state, const std::string& policy, int train_side) {
  const efs::bench::DrawnFaces faces(kImages);
  const PackedDataset data = faces.pack({.input = {kInput, kInput}, .train_side = train_side});
  std::vector<std::uint8_t> pixels(std::size_t{3} * kInput * kInput);
  std::size_t index = 0;
  for (auto _ : state) {
    efs::Rng rng(augment_seed(1, 1, index));
    const std::size_t sample = index++ % data.size(Part::kTrain);
    benchmark::DoNotOptimize(augment(data, sample, augment_policy(policy), kInput, rng, pixels));
  }
  state.SetItemsProcessed(state.iterations());
}

void augment_faces_one(benchmark::State& state, const std::string& policy, int input) {
  constexpr int kMostFaces = 6;
  const efs::bench::DrawnFaces faces(kImages, kMostFaces);
  const efs::ImageSize size{input, input};
  const PackedDataset data =
      faces.pack({.input = size, .fit = efs::detect::Fit::kLetterbox, .train_side = 480});
  std::vector<std::uint8_t> pixels(std::size_t{3} * static_cast<std::size_t>(input) *
                                   static_cast<std::size_t>(input));
  std::size_t index = 0;
  for (auto _ : state) {
    efs::Rng rng(augment_seed(1, 1, index));
    const std::size_t sample = index++ % data.size(Part::kTrain);
    benchmark::DoNotOptimize(
        augment_faces(data, sample, augment_policy(policy), size, rng, pixels));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::RegisterBenchmark("data_load/photograph", decode_one)->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("data_load/packed", augment_one, "none", kInput)
      ->Unit(benchmark::kMicrosecond);
  for (const std::string& policy : augment_policy_names()) {
    benchmark::RegisterBenchmark(("augment/" + policy).c_str(), augment_one, policy, kTrainSide)
        ->Unit(benchmark::kMicrosecond);
  }
  for (const std::string& policy : augment_policy_names()) {
    for (const int input : {160, 320}) {
      benchmark::RegisterBenchmark(fmt::format("augment_faces/{}/{}", policy, input).c_str(),
                                   augment_faces_one, policy, input)
          ->Unit(benchmark::kMicrosecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
