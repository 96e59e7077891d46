// Time of one augmented training image at input 128, of drawn faces kept at 192.
#include "data/augment.h"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <vector>

#include "data/dataset.h"
#include "data/synth.h"

namespace {

namespace fs = std::filesystem;
using namespace efs::data;

constexpr int kInput = 128;
constexpr int kTrainSide = 192;

PackedDataset drawn_faces() {
  const fs::path folder =
      fs::temp_directory_path() / ("efs_bench_augment_" + std::to_string(::getpid()));
  write_synthetic_faces(folder, {.images = 200, .seed = 1, .side = 240});
  const Dataset dataset =
      load_dataset({.images = folder / "images", .labels = folder / "labels.txt"});
  write_packed(dataset, {.input = kInput, .train_side = kTrainSide}, folder / "faces.efspack");
  PackedDataset packed(folder / "faces.efspack");
  fs::remove_all(folder);  // the mapping outlives its file
  return packed;
}

void augment_one(benchmark::State& state, const std::string& policy) {
  static const PackedDataset data = drawn_faces();
  std::vector<std::uint8_t> pixels(std::size_t{3} * kInput * kInput);
  std::size_t index = 0;
  for (auto _ : state) {
    efs::Rng rng(augment_seed(1, 1, index));
    const std::size_t sample = index++ % data.size(Part::kTrain);
    benchmark::DoNotOptimize(augment(data, sample, augment_policy(policy), kInput, rng, pixels));
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::string& policy : augment_policy_names()) {
    benchmark::RegisterBenchmark(("augment/" + policy).c_str(), augment_one, policy)
        ->Unit(benchmark::kMicrosecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
