#include "cli/torch/model/export_text.h"

#include <fmt/ranges.h>

#include "core/files/files.h"
#include "detect/decoding.h"
#include "device/onnx_file.h"

namespace efs::cli {
namespace {

/// ", in runs of 3 images and of 1"; empty: of one.
std::string runs_text(const onnx::Batch& batch) {
  if (batch == onnx::Batch()) return {};
  return fmt::format(", in runs of {} images{}", tune::images_of_check(batch),
                     batch.is_dynamic() ? " and of 1" : "");
}

void print_batch_use(const onnx::ModelInfo& info, const onnx::Batch& batch) {
  fmt::print(
      "its input is [{},3,{},{}], for ONNX Runtime or OpenCV from 4.10 on: 4.6 computes wrong "
      "results of several images\n",
      batch.is_dynamic() ? "batch" : to_string(batch), info.input.height, info.input.width);
  if (batch.is_dynamic()) return;
  fmt::print(
      "`efs bench` times its runs; `efs predict` and `efs eval` take a file without --batch, or "
      "with --batch dynamic\n");
}

void print_yunet_use(const std::string& out, const onnx::ModelInfo& info) {
  fmt::print(
      "for OpenCV 4.8 or later: cv::FaceDetectorYN::create(\"{}\", \"\", cv::Size({}, {}), {}, "
      "{}); pictures may have other sizes (setInputSize), the network was made for this one\n",
      out, info.input.width, info.input.height,
      info.score_threshold ? fmt::format("{:.3f}", *info.score_threshold) : "SCORE_THRESHOLD",
      info.nms_iou.value_or(detect::DecodeOptions{}.nms_iou));
}

}  // namespace

void print_export(const std::string& out, const tune::ExportCheck& check,
                  const onnx::Batch& batch) {
  fmt::print(
      "wrote {} ({:.2f} MB); checked against the trained module{}: largest difference {:.1e} of "
      "the output's range\n",
      out, static_cast<double>(check.size_bytes) * 1e-6, runs_text(batch),
      check.largest_difference);
}

void print_use(const std::string& out, const onnx::ModelInfo& info, const tune::ExportForm& form) {
  if (form.batch != onnx::Batch()) print_batch_use(info, form.batch);
  if (form.outputs == onnx::FaceOutputs::kRaw) {
    fmt::print("its outputs are the maps {}; docs/onnx.md says how a program decodes them\n",
               fmt::join(device::onnx_output_names(read_file(out)), ", "));
  } else if (form.outputs == onnx::FaceOutputs::kYunet) {
    print_yunet_use(out, info);
  }
}

}  // namespace efs::cli
