#include "onnx/metadata.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <onnx/onnx_pb.h>

#include <string_view>

#include "core/error.h"
#include "core/files/files.h"
#include "core/text/parse_number.h"

namespace efs::onnx {

namespace {

// These keys and forms are part of the persistent format on disk.
constexpr const char* kFormatVersion = "1";
constexpr const char* kFormat = "efs.format";
constexpr const char* kInputSize = "efs.input_size";
constexpr const char* kStandardDeviation = "efs.std";
constexpr const char* kPrecision = "efs.precision";

/// kOptional: not written where it has its default.
enum class Need { kAlways, kOptional };

/// Calls `field` for each part of a ModelInfo with its key.
template <typename Field>
void for_each_field(const Field& field) {
  field("efs.task", &ModelInfo::task, Need::kOptional);
  field("efs.outputs", &ModelInfo::outputs, Need::kOptional);
  field(kInputSize, &ModelInfo::input, Need::kAlways);
  field("efs.fit", &ModelInfo::fit, Need::kOptional);
  field("efs.padding", &ModelInfo::padding, Need::kOptional);
  field("efs.mean", &ModelInfo::mean, Need::kAlways);
  field(kStandardDeviation, &ModelInfo::standard_deviation, Need::kAlways);
  field("efs.colour_order", &ModelInfo::colour_order, Need::kAlways);
  field("efs.box_format", &ModelInfo::box_format, Need::kAlways);
  field("efs.class", &ModelInfo::class_name, Need::kAlways);
  field("efs.architecture", &ModelInfo::architecture, Need::kAlways);
  field("efs.head", &ModelInfo::head, Need::kAlways);
  field("efs.variant", &ModelInfo::variant, Need::kOptional);
  field(kPrecision, &ModelInfo::precision, Need::kOptional);
  field("efs.validation_iou", &ModelInfo::validation_iou, Need::kOptional);
  field("efs.validation_ap", &ModelInfo::validation_ap, Need::kOptional);
  field("efs.score_threshold", &ModelInfo::score_threshold, Need::kOptional);
  field("efs.nms_iou", &ModelInfo::nms_iou, Need::kOptional);
  field("efs.precision_at_threshold", &ModelInfo::precision_at_threshold, Need::kOptional);
  field("efs.recall_at_threshold", &ModelInfo::recall_at_threshold, Need::kOptional);
  field("efs.latency_ms", &ModelInfo::latency_ms, Need::kOptional);
  field("efs.latency_device", &ModelInfo::latency_device, Need::kOptional);
  field("efs.study", &ModelInfo::study, Need::kOptional);
  field("efs.trial", &ModelInfo::trial, Need::kOptional);
  field("efs.dataset_digest", &ModelInfo::dataset_digest, Need::kOptional);
  field("efs.photographs", &ModelInfo::photographs, Need::kOptional);
  field("efs.program_version", &ModelInfo::program_version, Need::kAlways);
}

std::string text_of(const std::array<double, 3>& values) {
  return fmt::format("{}", fmt::join(values, ","));
}
std::string text_of(const ImageSize& size) { return to_string(size); }
template <typename Value>
std::string text_of(const Value& value) {
  return fmt::format("{}", value);
}
template <typename Value>
std::string text_of(const std::optional<Value>& value) {
  return text_of(value.value());
}

/// The metadata of one file, with errors that name file, key and value.
class Reader {
 public:
  Reader(const std::string& path, const Metadata& metadata) : path_(path), metadata_(metadata) {}

  bool has(const char* key) const { return metadata_.count(key) > 0; }

  std::string text(const char* key) const {
    if (has(key)) return metadata_.at(key);
    fail("{}: the model's metadata lack '{}'; write the file again with `efs export`", path_, key);
  }

  void read(const char* key, std::string& value) const { value = text(key); }
  template <typename Number>
  void read(const char* key, Number& value) const {
    parse(key, text(key), value);
  }
  template <typename Number>
  void read(const char* key, std::optional<Number>& value) const {
    read(key, value.emplace());
  }
  void read(const char* key, ImageSize& size) const {
    try {
      size = parse_image_size(text(key));
    } catch (const UsageError&) {
      refuse(key, text(key));
    }
  }
  void read(const char* key, std::array<double, 3>& values) const {
    const std::string text = this->text(key);
    std::string_view rest = text;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::size_t comma = rest.find(',');
      if ((comma == std::string_view::npos) != (i + 1 == values.size())) refuse(key, text);
      parse(key, rest.substr(0, comma), values[i]);
      if (comma != std::string_view::npos) rest.remove_prefix(comma + 1);
    }
  }

  [[noreturn]] void refuse(const char* key, std::string_view value) const {
    fail(
        "{}: metadata '{}' is '{}', which this program did not write; write the file again with "
        "`efs export`",
        path_, key, value);
  }

 private:
  template <typename Number>
  void parse(const char* key, std::string_view value, Number& number) const {
    const auto parsed = parse_number<Number>(value);
    if (!parsed) refuse(key, value);
    number = *parsed;
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
  Metadata metadata{{kFormat, kFormatVersion}};
  for_each_field([&](const char* key, auto part, Need need) {
    const bool is_default = info.*part == ModelInfo().*part;
    if (need == Need::kAlways || !is_default) metadata[key] = text_of(info.*part);
  });
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
  for_each_field([&](const char* key, auto part, Need need) {
    if (need == Need::kAlways || reader.has(key)) reader.read(key, info.*part);
  });
  for (double deviation : info.standard_deviation) {
    if (!(deviation > 0.0)) reader.refuse(kStandardDeviation, reader.text(kStandardDeviation));
  }
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
