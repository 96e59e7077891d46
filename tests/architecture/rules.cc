#include "architecture/rules.h"

namespace efs::architecture {

const std::vector<Layer>& layers() {
  static const std::vector<Layer> table{
      {"core", {}},
      {"graph", {"core"}},
      {"nn", {"core", "graph"}},
      {"data", {"core"}},
      {"onnx", {"core", "graph"}},
      {"device", {"core"}},
      {"study", {"core"}},
      {"search", {"core", "study"}},
      {"train", {"core", "graph", "data"}},
      {"tune", {"core", "graph", "nn", "data", "onnx", "device", "study", "search", "train"}},
      {"report", {"core", "study", "search"}},
      {"cli",
       {"core", "graph", "nn", "data", "onnx", "device", "study", "search", "train", "tune",
        "report"}},
      {"apps", {"core", "device", "cli"}},
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
      {{"openssl/"}, {"core", "device"}},
      {{"yaml-cpp/"}, {"core", "cli"}},
      {{"opencv2/core", "opencv2/imgproc", "opencv2/imgcodecs"}, {"data", "device", "tune", "cli"}},
      {{"opencv2/dnn"}, {"device"}},
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

}  // namespace efs::architecture
