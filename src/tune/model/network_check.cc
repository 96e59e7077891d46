#include "tune/model/network_check.h"

#include <unistd.h>

#include <filesystem>

#include "core/error.h"
#include "device/agreement.h"
#include "train/network/initial_weights.h"
#include "tune/model/export_check.h"
#include "tune/model/model_export.h"
#include "tune/model/network_info.h"
#include "tune/scratch_file.h"

namespace efs::tune {

NetworkCheck check_network(const nn::NetworkOptions& network) {
  const auto graph = nn::build_network(network);
  const auto weights = train::initial_weights(graph, 1);
  const auto info = info_of_network(network);
  const ScratchFile file{std::filesystem::temp_directory_path() /
                         fmt::format("efs-check.{}.onnx", ::getpid())};
  NetworkCheck check{.gradients = train::check_gradients(graph, weights)};
  export_model(graph, weights, info, file.path);
  for (const CheckRun& run : runs_here("fp32", 1)) {
    check.differences[run.runtime.name] = check_export(
        file.path, {run}, {}, {graph, weights, info, info, device::kAgreementTolerance});
  }
  return check;
}

}  // namespace efs::tune
