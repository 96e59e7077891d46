#include "deploy/kinds.h"

#include "core/text/named_rows.h"
#include "deploy/model_facts.h"
#include "deploy/readme.h"
#include "deploy/templates.h"

namespace efs::deploy {
namespace {

constexpr FactsFile kPythonFacts{"model_facts.py", FactsFile::Language::kPython};
constexpr FactsFile kCppFacts{"model_facts.h", FactsFile::Language::kCpp};

std::vector<ProgramFile> python(std::string_view (*codec)(), std::string_view (*network)()) {
  return {{"detect.py", detect_py},
          {"media.py", media_py},
          {"codec.py", codec},
          {"network.py", network}};
}

std::vector<ProgramFile> cpp(std::string_view (*build)(), std::string_view (*network)()) {
  return {{"CMakeLists.txt", build}, {"main.cc", main_cc},       {"media.h", media_h},
          {"media.cc", media_cc},    {"detector.h", detector_h}, {"detector.cc", detector_cc},
          {"network.h", network_h},  {"network.cc", network}};
}

std::string facts_text(const Kind& kind, const onnx::ModelInfo& info) {
  const auto facts = facts_of(info, kind.model_file());
  switch (kind.facts.language) {
    case FactsFile::Language::kPython:
      return as_python(facts);
    case FactsFile::Language::kCpp:
      return as_cpp(facts);
    case FactsFile::Language::kJavascript:
      break;
  }
  return as_javascript(facts);
}

}  // namespace

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> table{
      {"cpp-onnxruntime", "C++17, ONNX Runtime; OpenCV reads and draws pictures",
       cpp(onnxruntime_cmake, network_onnxruntime_cc), kCppFacts, how_cpp_onnxruntime_md,
       program_md},
      {"cpp-opencv", "C++17, OpenCV alone", cpp(opencv_cmake, network_opencv_cc), kCppFacts,
       how_cpp_opencv_md, program_md, ModelForm::kOnnxFp32},
      {"python-onnxruntime", "Python, ONNX Runtime, numpy and Pillow; ffmpeg for videos",
       python(codec_ffmpeg_py, network_onnxruntime_py), kPythonFacts, how_python_onnxruntime_md,
       program_md},
      {"python-opencv", "Python, OpenCV alone", python(codec_opencv_py, network_opencv_py),
       kPythonFacts, how_python_opencv_md, program_md, ModelForm::kOnnxFp32},
      {"ncnn", "Python, ncnn, numpy and Pillow; ffmpeg for videos",
       python(codec_ffmpeg_py, network_ncnn_py), kPythonFacts, how_ncnn_md, program_md,
       ModelForm::kNcnn},
      {"web",
       "a page with ONNX Runtime's WebAssembly, for the camera or files",
       {{"index.html", index_html},
        {"detector.js", detector_js},
        {"page.js", page_js},
        {"get_runtime.sh", get_runtime_sh}},
       {"model_facts.js", FactsFile::Language::kJavascript},
       how_web_md,
       page_md},
  };
  return table;
}

const Kind& kind_of(std::string_view name) { return find_row(kinds(), "kind", name); }

std::string Kind::model_file() const {
  return form == ModelForm::kNcnn ? "model.param" : "model.onnx";
}

std::vector<std::string> kinds_of_all_precisions() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) {
    if (kind.form == ModelForm::kOnnx) names.emplace_back(kind.name);
  }
  return names;
}

std::vector<WrittenFile> files_of(const Kind& kind, const onnx::ModelInfo& info) {
  std::vector<WrittenFile> files;
  for (const ProgramFile& file : kind.files) {
    const std::string name = file.name;
    const bool is_program = name == "detect.py" || name.ends_with(".sh");
    files.push_back({name, std::string(file.text()), is_program});
  }
  files.push_back({kind.facts.name, facts_text(kind, info), false});
  files.push_back({"README.md", readme(kind, info), false});
  return files;
}

}  // namespace efs::deploy
