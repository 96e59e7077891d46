#include "tune/runtime_choice.h"

#include <algorithm>

namespace efs::tune {
namespace {

struct Row {
  std::string name;
  std::vector<std::string> precisions;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{{"opencv", {"fp32"}},
                                      {"onnxruntime", {"fp32"}},
                                      {"tensorrt", {"fp32", "fp16", "int8"}},
                                      {"torch", {"fp32"}}};
  return table;
}

}  // namespace

std::vector<std::string> runtime_names() {
  std::vector<std::string> names;
  for (const Row& row : rows()) names.push_back(row.name);
  return names;
}

std::vector<std::string> runtime_precisions() {
  std::vector<std::string> precisions;
  for (const Row& row : rows()) {
    for (const std::string& word : row.precisions) {
      if (std::find(precisions.begin(), precisions.end(), word) == precisions.end()) {
        precisions.push_back(word);
      }
    }
  }
  return precisions;
}

std::vector<std::string> runtimes_with(const std::string& precision) {
  std::vector<std::string> names;
  for (const Row& row : rows()) {
    const auto& precisions = row.precisions;
    if (std::find(precisions.begin(), precisions.end(), precision) != precisions.end()) {
      names.push_back(row.name);
    }
  }
  return names;
}

}  // namespace efs::tune
