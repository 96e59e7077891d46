// What `efs export` says of the file that it wrote.
#pragma once

#include <string>

#include "onnx/metadata.h"
#include "tune/model/model_export.h"

namespace efs::cli {

void print_export(const std::string& out, const tune::ExportCheck& check, const onnx::Batch& batch);

/// What a program needs to know that gives several images, or reads maps instead of faces; of the
/// usual form nothing.
void print_use(const std::string& out, const onnx::ModelInfo& info, const tune::ExportForm& form);

}  // namespace efs::cli
