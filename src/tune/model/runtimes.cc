#include "tune/model/runtimes.h"

#include <fmt/ranges.h>

#include <set>

#include "core/error.h"
#include "core/text/named_rows.h"
#include "device/runtimes/runtimes.h"
#include "tune/model/torch_runtime.h"

namespace efs::tune {

const std::vector<device::Runtime>& all_runtimes() {
  static const std::vector<device::Runtime> table = [] {
    auto rows = device::runtimes();
    rows.push_back(torch_runtime());
    return rows;
  }();
  return table;
}

const device::Runtime& runtime(const std::string& name) {
  return find_row(all_runtimes(), "runtime", name);
}

const device::Runtime& runtime_of_file(const std::filesystem::path& model,
                                       const std::string& precision) {
  if (model.extension() == ".onnx") return runtime(precision == "fp32" ? "opencv" : "onnxruntime");
  std::set<std::string> suffixes;
  for (const auto& row : all_runtimes()) {
    if (row.suffix == model.extension()) return row;
    suffixes.insert(row.suffix);
  }
  fail_usage("{}: a model file's name ends in {}", model.string(), fmt::join(suffixes, " or "));
}

}  // namespace efs::tune
