#include "architecture/rules.h"

namespace efs::architecture {

const std::vector<Layer>& layers() {
  static const std::vector<Layer> table{
      {"core", {}},
      {"http", {"core"}},
      {"detect", {"core"}},
      {"graph", {"core"}},
      {"nn", {"core", "graph"}},
      {"data", {"core", "detect"}},
      {"onnx", {"core", "graph"}},
      {"ncnn", {"core", "graph"}},
      {"device", {"core", "http"}},
      {"study", {"core"}},
      {"search", {"core", "study"}},
      {"train", {"core", "detect", "graph", "data"}},
      {"tune",
       {"core", "http", "detect", "graph", "nn", "data", "onnx", "device", "study", "search",
        "train"}},
      {"report", {"core", "detect", "study", "search"}},
      {"serve", {"core", "http", "study", "search", "report"}},
      {"deploy", {"core", "detect", "onnx"}},
      {"cli",
       {"core", "http", "detect", "graph", "nn", "data", "onnx", "ncnn", "device", "study",
        "search", "train", "tune", "report", "serve", "deploy"}},
      {"apps", {"core", "http", "device", "cli"}},
  };
  return table;
}

const std::vector<Folder>& folders() {
  static const std::vector<Folder> table{
      {"core", {}},
      {"core/text", {"core"}},
      {"core/files", {"core", "core/text"}},
      {"core/process", {"core", "core/files"}},
      {"core/terminal", {"core"}},
      {"core/config", {"core", "core/files", "core/text"}},
      {"graph", {}},
      {"graph/text", {"graph"}},
      {"nn/blocks", {}},
      {"nn/backbones", {"nn/blocks"}},
      {"nn/heads", {"nn/blocks"}},
      {"nn/necks", {"nn/blocks"}},
      {"nn/own", {"nn/blocks", "nn/backbones"}},
      {"nn", {"nn/blocks", "nn/backbones", "nn/own", "nn/heads", "nn/necks"}},
      {"data/images", {}},
      {"data", {"data/images"}},
      {"data/labels", {"data", "data/images"}},
      {"data/dataset", {"data", "data/images", "data/labels"}},
      {"data/packed", {"data", "data/dataset"}},
      {"data/augment", {"data", "data/images", "data/packed"}},
      {"data/synth", {"data", "data/images"}},
      {"device", {}},
      {"device/agent", {"device"}},
      {"device/runtimes", {"device"}},
      {"device/devices", {"device", "device/agent"}},
      {"study", {}},
      {"study/location", {"study"}},
      {"study/sql", {"study", "study/location"}},
      {"study/export", {"study", "study/location", "study/sql"}},
      {"search/space", {}},
      {"search/objectives", {}},
      {"search/latency", {}},
      {"search/rungs", {"search/objectives"}},
      {"search/samplers", {"search/space", "search/rungs"}},
      {"search/schedulers",
       {"search/space", "search/objectives", "search/rungs", "search/samplers"}},
      {"search/simulation", {"search/space", "search/objectives", "search/schedulers"}},
      {"train/kernels", {}},
      {"train/ops", {"train/kernels"}},
      {"train/options", {}},
      {"train/weights", {}},
      {"train/download", {}},
      {"train/network", {"train/kernels", "train/ops", "train/options", "train/weights"}},
      {"train/assigners", {}},
      {"train/tasks", {"train/ops", "train/options", "train/assigners"}},
      {"train",
       {"train/kernels", "train/ops", "train/options", "train/weights", "train/network",
        "train/assigners", "train/tasks"}},
      {"tune", {}},
      {"tune/model", {"tune"}},
      {"tune/study", {"tune"}},
      {"tune/latency", {"tune", "tune/model"}},
      {"tune/prefilter", {"tune", "tune/latency"}},
      {"tune/worker", {"tune", "tune/study", "tune/latency"}},
      {"report/leaderboard", {}},
      {"report/drawing", {}},
      {"report/charts", {"report/leaderboard", "report/drawing"}},
      {"report/page", {"report/leaderboard", "report/drawing", "report/charts"}},
      {"report", {"report/leaderboard", "report/drawing", "report/charts", "report/page"}},
      {"cli", {}},
      {"cli/config", {}},
      {"cli/torch_free", {"cli", "cli/config"}},
      {"cli/torch", {"cli", "cli/config"}},
      {"cli/torch/model", {"cli", "cli/config", "cli/torch"}},
      {"cli/torch/workers", {"cli", "cli/config", "cli/torch"}},
      {"cli/torch/search",
       {"cli", "cli/config", "cli/torch", "cli/torch/model", "cli/torch/workers"}},
  };
  return table;
}

const std::vector<Library>& libraries() {
  static const std::vector<Library> table{
      // The system's own.
      {{"sys/", "netinet/", "arpa/", "net/", "linux/", "experimental/"}, {}},
      // core hands them on: everybody formats and logs.
      {{"fmt/", "spdlog/"}, {}},
      {{"nlohmann/"}, {"core"}},
      {{"openssl/"}, {"core", "http"}},
      {{"yaml-cpp/"}, {"core", "cli"}},
      {{"opencv2/core", "opencv2/imgproc", "opencv2/imgcodecs"}, {"data", "device", "tune", "cli"}},
      {{"opencv2/dnn"}, {"device"}},
      {{"libheif/", "libde265/", "dav1d/"}, {"data"}, true},
      {{"NvInfer.h", "NvOnnxParser.h", "cuda_runtime_api.h"}, {"device"}, true},
      {{"onnx/", "google/protobuf/"}, {"onnx"}},
      {{"soci/", "sqlite3.h"}, {"study"}},
      {{"muParser"}, {"search"}},
      {{"torch/", "ATen/", "c10/", "caffe2/"}, {"train", "tune"}, true},
      {{"httplib.h"}, {"train"}, true},
      {{"CLI/"}, {"cli", "apps"}},
  };
  return table;
}

const std::vector<Siblings>& siblings() {
  static const std::vector<Siblings> table{
      {"nn/backbones", "nn/backbones/backbones.h"},
      {"nn/heads", "nn/heads/heads.h"},
      {"nn/necks", "nn/necks/necks.h"},
      {"nn/own", "nn/own/block_network.h"},
      {"data/labels", "data/labels/label_readers.h"},
      {"data/synth", "data/synth/synth_parts.h"},
      {"onnx", "onnx/nodes.h"},
      {"device/runtimes", "device/runtimes/runtimes.h"},
      {"device/runtimes", "new"},  // it replaces what stands there
      {"study", "study/storage.h"},
      {"study/sql", "study/storage.h"},
      {"search/samplers", "search/samplers/learning_samplers.h"},
      {"search/schedulers", "search/schedulers/rung_schedulers.h"},
      {"search/schedulers", "search/schedulers/scheduler.h"},
      {"train/kernels", "train/kernels/depthwise.h"},  // compiled once for each set of instructions
      {"train/ops", "train/ops/dense.h"},
      {"train/assigners", "train/assigners/rows.h"},
      {"tune/worker", "tune/worker/worker.h"},  // parts of one class
      {"report/page", "report/page/sections.h"},
      {"cli/config", "cli/config/key_builders.h"},
      {"cli/config", "cli/config/search_config.h"},
      {"cli/torch_free", "cli/torch_free/commands.h"},
      {"cli/torch_free", "cli/torch_free/completion.h"},
      {"cli/torch", "cli/torch/commands.h"},
      {"cli/torch/model", "cli/torch/commands.h"},
      {"cli/torch/search", "cli/torch/commands.h"},
      {"cli/torch/workers", "cli/torch/commands.h"},
  };
  return table;
}

const std::vector<OnePlace>& places() {
  static const std::vector<OnePlace> table{
      {"starting a program",
       R"(\b(popen|v?fork|posix_spawnp?|system|exec(l|lp|le|v|vp|ve|vpe))\()",
       {"core/process/child_process.cc", "core/process/process_guard.cc",
        "cli/torch/workers/worker_process.cc", "cli/torch_free/exec_worker.cc"}},
      {"ImageNet's mean", R"(\b0\.485)", {"graph/input_normalisation.h"}},
      {"drawing a box on a picture", R"(\bcv::rectangle\()", {"data/images/picture.cc"}},
      {"encoding a picture", R"(\bcv::im(encode|write)\()", {"data/images/picture.cc"}},
      {"the suffixes of images", R"("\.png")", {"data/images/image_name.cc"}},
      {"a quoted field of CSV", R"(\bcsv_field\()", {"core/text/"}},
      {"the conversion of a box to shares", R"([xy]min / )", {"detect/"}},
  };
  return table;
}

}  // namespace efs::architecture
