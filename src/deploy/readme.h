// The README of a deployed program.
#pragma once

#include <string>

#include "deploy/kinds.h"

namespace efs::deploy {

/// How to build and start it, how to use it, and what the model is.
std::string readme(const Kind& kind, const onnx::ModelInfo& info);

}  // namespace efs::deploy
