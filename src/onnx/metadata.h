// The metadata of our model files, with which a file can be used without its study.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/task_names.h"
#include "core/text/image_size.h"
#include "graph/input_normalisation.h"
#include "onnx/exporter.h"

namespace efs::onnx {

/// ModelInfo::box_format of files whose boxes are not decoded (docs/onnx.md).
inline constexpr const char* kCellBoxFormat = "dx dy dw dh, of each cell, in cells";

/// The contract "ONNX file" of docs/architecture.md. Mean and standard deviation apply to RGB scaled
/// to 0..1.
struct ModelInfo {
  /// kFacesTask: the output is boxes with scores, not yet suppressed.
  std::string task = kSingleTask;
  std::string outputs = "decoded";  // of face_outputs_names()
  ImageSize input;
  std::string fit = "stretch";  // of detect::fit_names()
  std::string padding;          // what letterboxing leaves: "124,116,104", RGB; empty: nothing
  std::array<double, 3> mean = graph::kImagenetMean;
  std::array<double, 3> standard_deviation = graph::kImagenetStd;
  std::string colour_order = "RGB";
  std::string box_format = "xmin ymin xmax ymax, relative";
  std::string class_name = "face";
  std::string architecture;
  std::string head;
  /// How the network differs from the plain architecture: "tap 16, width 0.5"; empty: it does not.
  std::string variant;
  std::string precision = "fp32";  // or "fp16", "int8": NumberFormat
  std::optional<double> validation_iou;
  std::optional<double> validation_ap;
  // Of the task faces: what to do with its rows, and what comes of it on the validation images.
  std::optional<double> score_threshold;
  std::optional<double> nms_iou;
  std::optional<double> precision_at_threshold;
  std::optional<double> recall_at_threshold;
  std::optional<double> latency_ms;
  std::string latency_device;  // "opencv 4.6.0, 1 thread, AMD EPYC ..."; empty: not measured
  std::string study;           // empty: none
  std::optional<int> trial;
  std::string dataset_digest;  // of data::Dataset; empty: not trained by a study
  std::string photographs;     // data::SeenPhotographs::text(); empty: not known
  std::string program_version;

  bool finds_faces() const { return task == kFacesTask; }
};

Metadata to_metadata(const ModelInfo& info);

/// Error: the file is no ONNX model, or one without our metadata (the message says that `efs
/// export` writes them).
ModelInfo read_model_info(const std::string& path);

/// The precision of any ONNX file, "fp32", "fp16" or "int8": from our metadata, else from its graph.
/// Error: it is no ONNX model.
std::string precision_of(const std::string& path);

}  // namespace efs::onnx
