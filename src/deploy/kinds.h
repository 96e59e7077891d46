// The kinds of programs that `efs deploy` writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "onnx/metadata.h"

namespace efs::deploy {

struct ProgramFile {
  const char* name;  // in the folder
  std::string_view (*text)();
};

/// The model's facts as source code.
struct FactsFile {
  const char* name;
  enum class Language { kPython, kCpp, kJavascript } language;
};

/// The form of the model in the folder.
enum class ModelForm {
  kOnnx,      // in any precision
  kOnnxFp32,  // OpenCV 4 reads nothing else
  kNcnn,
};

struct Kind {
  const char* name;   // "python-opencv"
  const char* about;  // for help and documentation
  std::vector<ProgramFile> files;
  FactsFile facts;
  std::string_view (*how)();  // to build and start it: Markdown
  std::string_view (*use)();
  ModelForm form = ModelForm::kOnnx;

  /// In the folder: "model.onnx".
  std::string model_file() const;
};

/// Those that there are.
const std::vector<Kind>& kinds();
/// UsageError offers the nearest name.
const Kind& kind_of(std::string_view name);
/// The names of those that run fp16 and int8, too.
std::vector<std::string> kinds_of_all_precisions();

struct WrittenFile {
  std::string name;
  std::string text;
  bool is_program = false;  // it can be started
};

/// All but the model itself, the README last.
std::vector<WrittenFile> files_of(const Kind& kind, const onnx::ModelInfo& info);

}  // namespace efs::deploy
