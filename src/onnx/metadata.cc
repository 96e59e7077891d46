#include "onnx/metadata.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnx/onnx_pb.h>

#include <charconv>
#include <string_view>

#include "core/error.h"
#include "core/files/files.h"

namespace efs::onnx {

namespace {

// These keys and forms are part of the persistent format on disk.
constexpr const char* kFormatVersion = "1";
constexpr const char* kFormat = "efs.format";
constexpr const char* kInputSize = "efs.input_size";
constexpr const char* kMean = "efs.mean";
constexpr const char* kStandardDeviation = "efs.std";
constexpr const char* kColourOrder = "efs.colour_order";
constexpr const char* kBoxFormat = "efs.box_format";
constexpr const char* kClass = "efs.class";
constexpr const char* kArchitecture = "efs.architecture";
constexpr const char* kHead = "efs.head";
constexpr const char* kVariant = "efs.variant";
constexpr const char* kPrecision = "efs.precision";
constexpr const char* kValidationIou = "efs.validation_iou";
constexpr const char* kLatency = "efs.latency_ms";
constexpr const char* kLatencyDevice = "efs.latency_device";
constexpr const char* kStudy = "efs.study";
constexpr const char* kTrial = "efs.trial";
constexpr const char* kDatasetDigest = "efs.dataset_digest";
constexpr const char* kPhotographs = "efs.photographs";
constexpr const char* kProgramVersion = "efs.program_version";

/// The metadata of one file, with errors that name file, key and value.
class Reader {
 public:
  Reader(const std::string& path, const Metadata& metadata) : path_(path), metadata_(metadata) {}

  std::string text(const char* key) const {
    const auto found = metadata_.find(key);
    if (found == metadata_.end()) {
      fail("{}: the model's metadata lack '{}'; write the file again with `efs export`", path_,
           key);
    }
    return found->second;
  }

  std::string text_or_empty(const char* key) const {
    return metadata_.count(key) > 0 ? text(key) : std::string();
  }

  template <typename Number>
  Number number(const char* key) const {
    return parse<Number>(key, text(key));
  }

  template <typename Number>
  std::optional<Number> optional_number(const char* key) const {
    if (metadata_.count(key) == 0) return std::nullopt;
    return number<Number>(key);
  }

  std::array<double, 3> triple(const char* key) const {
    const std::string value = text(key);
    std::string_view rest = value;
    std::array<double, 3> result{};
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::size_t comma = rest.find(',');
      if ((comma == std::string_view::npos) != (i + 1 == result.size())) refuse(key, value);
      result[i] = parse<double>(key, rest.substr(0, comma));
      if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
    }
    return result;
  }

  [[noreturn]] void refuse(const char* key, std::string_view value) const {
    fail(
        "{}: metadata '{}' is '{}', which this program did not write; write the file again with "
        "`efs export`",
        path_, key, value);
  }

 private:
  template <typename Number>
  Number parse(const char* key, std::string_view value) const {
    Number result{};
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), result);
    if (error != std::errc() || end != value.data() + value.size()) refuse(key, value);
    return result;
  }

  const std::string& path_;
  const Metadata& metadata_;
};

::onnx::ModelProto read_model(const std::string& path) {
  ::onnx::ModelProto model;
  if (!model.ParseFromString(read_file(path)) || !model.has_graph() ||
      model.graph().node_size() == 0) {
    fail(
        "{}: not an ONNX model, or a damaged one; `efs export` writes the models that this "
        "program reads",
        path);
  }
  return model;
}

Metadata metadata_of(const ::onnx::ModelProto& model) {
  Metadata metadata;
  for (const auto& entry : model.metadata_props()) metadata[entry.key()] = entry.value();
  return metadata;
}

}  // namespace

Metadata to_metadata(const ModelInfo& info) {
  Metadata metadata{
      {kFormat, kFormatVersion},
      {kInputSize, std::to_string(info.input_size)},
      {kMean, fmt::format("{}", fmt::join(info.mean, ","))},
      {kStandardDeviation, fmt::format("{}", fmt::join(info.standard_deviation, ","))},
      {kColourOrder, info.colour_order},
      {kBoxFormat, info.box_format},
      {kClass, info.class_name},
      {kArchitecture, info.architecture},
      {kHead, info.head},
      {kProgramVersion, info.program_version},
  };
  if (!info.variant.empty()) metadata[kVariant] = info.variant;
  if (info.precision != "fp32") metadata[kPrecision] = info.precision;
  if (info.validation_iou) metadata[kValidationIou] = fmt::format("{}", *info.validation_iou);
  if (info.latency_ms) metadata[kLatency] = fmt::format("{}", *info.latency_ms);
  if (!info.latency_device.empty()) metadata[kLatencyDevice] = info.latency_device;
  if (!info.study.empty()) metadata[kStudy] = info.study;
  if (info.trial) metadata[kTrial] = std::to_string(*info.trial);
  if (!info.dataset_digest.empty()) metadata[kDatasetDigest] = info.dataset_digest;
  if (!info.photographs.empty()) metadata[kPhotographs] = info.photographs;
  return metadata;
}

ModelInfo read_model_info(const std::string& path) {
  const Metadata metadata = metadata_of(read_model(path));
  if (metadata.count(kFormat) == 0) {
    fail(
        "{}: an ONNX model without EdgeFaceSearch's metadata, so its input size, colours and box "
        "format are unknown; export the model with `efs export`, which writes them",
        path);
  }
  const Reader reader(path, metadata);
  if (reader.text(kFormat) != kFormatVersion) {
    fail("{}: metadata of format {}, this program reads {}; use a newer efs or export it again",
         path, reader.text(kFormat), kFormatVersion);
  }
  ModelInfo info;
  info.input_size = reader.number<int>(kInputSize);
  if (info.input_size <= 0) reader.refuse(kInputSize, reader.text(kInputSize));
  info.mean = reader.triple(kMean);
  info.standard_deviation = reader.triple(kStandardDeviation);
  for (double deviation : info.standard_deviation) {
    if (!(deviation > 0.0)) reader.refuse(kStandardDeviation, reader.text(kStandardDeviation));
  }
  info.colour_order = reader.text(kColourOrder);
  info.box_format = reader.text(kBoxFormat);
  info.class_name = reader.text(kClass);
  info.architecture = reader.text(kArchitecture);
  info.head = reader.text(kHead);
  info.variant = reader.text_or_empty(kVariant);
  if (const std::string precision = reader.text_or_empty(kPrecision); !precision.empty()) {
    info.precision = precision;
  }
  info.validation_iou = reader.optional_number<double>(kValidationIou);
  info.latency_ms = reader.optional_number<double>(kLatency);
  info.latency_device = reader.text_or_empty(kLatencyDevice);
  info.study = reader.text_or_empty(kStudy);
  info.trial = reader.optional_number<int>(kTrial);
  info.dataset_digest = reader.text_or_empty(kDatasetDigest);
  info.photographs = reader.text_or_empty(kPhotographs);
  info.program_version = reader.text(kProgramVersion);
  return info;
}

std::string precision_of(const std::string& path) {
  const ::onnx::ModelProto model = read_model(path);
  const Metadata metadata = metadata_of(model);
  if (const auto stated = metadata.find(kPrecision); stated != metadata.end())
    return stated->second;
  for (const auto& node : model.graph().node()) {
    if (node.op_type() == "QuantizeLinear" || node.op_type() == "DequantizeLinear") return "int8";
  }
  for (const auto& tensor : model.graph().initializer()) {
    if (tensor.data_type() == ::onnx::TensorProto::FLOAT16) return "fp16";
  }
  return "fp32";
}

}  // namespace efs::onnx
