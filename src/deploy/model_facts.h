// What a deployed program must know of its model, as source code.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "onnx/metadata.h"

namespace efs::deploy {

struct Fact {
  std::string name;  // "input_width"
  std::string about;
  std::variant<bool, int, double, std::string, std::vector<double>> value;
};

/// Of a model whose outputs are decoded. `model_file`: its name in the folder.
std::vector<Fact> facts_of(const onnx::ModelInfo& info, const std::string& model_file);

/// INPUT_WIDTH = 128  # what it is
std::string as_python(const std::vector<Fact>& facts);
/// constexpr int kInputWidth = 128;  // what it is
std::string as_cpp(const std::vector<Fact>& facts);
/// const model = {inputWidth: 128, ...};
std::string as_javascript(const std::vector<Fact>& facts);

}  // namespace efs::deploy
