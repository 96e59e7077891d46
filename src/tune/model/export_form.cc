#include "tune/model/export_form.h"

#include "core/error.h"
#include "device/onnx_file.h"

namespace efs::tune {
namespace {

/// More than one, and not a power of two, which chance would make fit more often.
constexpr int kDynamicImages = 3;

void require_batch(const onnx::Batch& batch, const graph::Shape& input) {
  const std::int64_t most = device::kMostInputValues / graph::element_count(input);
  if (batch.size.value_or(kDynamicImages) <= most) return;
  fail_usage("--batch {}: a run takes at most {} image(s) of {}x{}, {} values", to_string(batch),
             most, input.at(2), input.at(1), device::kMostInputValues);
}

void require_yunet_form(const ExportForm& form) {
  if (form.precision != "fp32") {
    fail_usage("outputs 'yunet' are written in fp32 only, which OpenCV reads; {} goes with raw",
               form.precision);
  }
  if (form.batch != onnx::Batch()) {
    fail_usage(
        "outputs 'yunet' are for OpenCV's FaceDetectorYN, which takes one image at a time; leave "
        "out "
        "--batch, or export it as decoded or raw");
  }
}

}  // namespace

ExportForm ExportForm::predictable() const {
  ExportForm form = *this;
  form.outputs = onnx::FaceOutputs::kDecoded;
  form.batch = {};
  return form;
}

bool ExportForm::is_predictable() const {
  return outputs == onnx::FaceOutputs::kDecoded && (batch.is_dynamic() || batch == onnx::Batch());
}

int images_of_check(const onnx::Batch& batch) {
  return static_cast<int>(batch.size.value_or(kDynamicImages));
}

void require_form(const ExportForm& form, const graph::Graph& graph) {
  onnx::require_outputs(form.outputs, graph);
  if (form.outputs == onnx::FaceOutputs::kYunet) require_yunet_form(form);
  require_batch(form.batch, graph.input().shape);
}

void require_form_of_file(const ExportForm& form, const std::filesystem::path& out) {
  if (out.extension() == ".onnx") return;
  if (form.batch != onnx::Batch()) {
    fail_usage("{}: a TorchScript file takes any batch; leave out --batch, or write .onnx",
               out.string());
  }
  const bool decoded = form.outputs == onnx::FaceOutputs::kDecoded;
  if (form.precision != "fp32" || !decoded) {
    fail_usage("{}: {} is written as .onnx only", out.string(),
               decoded ? form.precision : "--outputs " + to_string(form.outputs));
  }
}

}  // namespace efs::tune
