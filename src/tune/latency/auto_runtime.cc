#include "tune/latency/auto_runtime.h"

#include <algorithm>

#include "device/runtimes/runtimes.h"

namespace efs::tune {
namespace {

constexpr const char* kBest = "onnxruntime";
constexpr const char* kBuiltIn = "opencv";

/// An agent that lists no precisions leaves them to the measurement.
bool has_precision(const device::RuntimeOffer& offer, const std::string& precision) {
  return offer.precisions.empty() || std::ranges::count(offer.precisions, precision) > 0;
}

int rank(const device::RuntimeOffer& offer, const std::string& precision) {
  return 2 * static_cast<int>(has_precision(offer, precision)) +
         static_cast<int>(offer.name == kBest);
}

}  // namespace

AutoRuntime auto_runtime_here() {
  const std::string cure = device::missing_onnxruntime();
  if (cure.empty()) return {kBest, "ONNX Runtime was found"};
  return {kBuiltIn, "no ONNX Runtime found; to measure it instead, " + cure};
}

AutoRuntime auto_runtime_of(const device::Capabilities& board, const std::string& precision) {
  const device::RuntimeOffer* best = nullptr;
  for (const device::RuntimeOffer& offer : board.runtimes) {
    if (offer.suffix != ".onnx") continue;
    if (best == nullptr || rank(offer, precision) > rank(*best, precision)) best = &offer;
  }
  if (best == nullptr || best->name == kBest) return {kBest, "the board has ONNX Runtime"};
  return {best->name, "the board's first for .onnx files in " + precision};
}

AutoRuntime auto_runtime_unasked() {
  return {kBest, "the board cannot be asked now, and most have ONNX Runtime"};
}

}  // namespace efs::tune
