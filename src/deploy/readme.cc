#include "deploy/readme.h"

#include <fmt/format.h>

#include "core/text/image_size.h"
#include "deploy/templates.h"

namespace efs::deploy {
namespace {

std::string origin(const onnx::ModelInfo& info) {
  if (info.study.empty() || !info.trial) return "a network that was not trained in a study";
  return fmt::format("trial {} of the study {}", *info.trial, info.study);
}

std::string accuracy(const onnx::ModelInfo& info) {
  if (info.validation_ap) return fmt::format("average precision {:.3f}", *info.validation_ap);
  if (info.validation_iou) return fmt::format("mean IoU {:.3f}", *info.validation_iou);
  return "not known";
}

std::string answer(const onnx::ModelInfo& info) {
  if (!info.finds_faces()) {
    return "one box for each picture, even if there is no face in it, or several";
  }
  return "any number of faces, each with a score, or none";
}

std::string model_section(const onnx::ModelInfo& info) {
  std::string text = "## The model\n\n| | |\n| --- | --- |\n";
  const auto add = [&](const char* name, const std::string& value) {
    text += fmt::format("| {} | {} |\n", name, value);
  };
  add("from", origin(info));
  add("network", info.architecture + (info.variant.empty() ? "" : ", " + info.variant));
  add("answers with", answer(info));
  add("input", fmt::format("{}, {}", to_string(info.input),
                           info.fit == "stretch" ? "the whole picture, stretched"
                                                 : "the whole picture, its aspect ratio kept"));
  add("accuracy on validation images", accuracy(info));
  if (info.latency_ms) {
    add("measured", fmt::format("{:.3g} ms in {}", *info.latency_ms, info.latency_device));
  }
  text +=
      "\nThe weights are yours, and so is the model; the programs are under the Apache License "
      "2.0.\n";
  return text;
}

}  // namespace

std::string readme(const Kind& kind, const onnx::ModelInfo& info) {
  return fmt::format("# Finding faces: {}\n\n{}\n{}\n{}", kind.about, kind.how(), kind.use(),
                     model_section(info));
}

}  // namespace efs::deploy
