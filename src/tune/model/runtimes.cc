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

std::vector<std::reference_wrapper<const device::Runtime>> checkers_of_onnx(
    const std::string& precision, std::int64_t images) {
  const device::Runtime& opencv = runtime("opencv");
  const device::Runtime& onnxruntime = runtime("onnxruntime");
  if (precision != "fp32" || (images > 1 && !opencv.takes_batches)) return {onnxruntime};
  return {opencv, onnxruntime};
}

const device::Runtime& runtime_of_file(const std::filesystem::path& model,
                                       const std::string& precision, std::int64_t images) {
  if (model.extension() == ".onnx") return checkers_of_onnx(precision, images).front();
  std::set<std::string> suffixes;
  for (const auto& row : all_runtimes()) {
    if (row.suffix == model.extension()) return row;
    suffixes.insert(row.suffix);
  }
  fail_usage("{}: a model file's name ends in {}", model.string(), fmt::join(suffixes, " or "));
}

}  // namespace efs::tune
