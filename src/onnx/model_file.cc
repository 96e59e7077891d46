#include "onnx/model_file.h"

#include <cstdint>

#include "core/error.h"
#include "core/files.h"
#include "core/outside_text.h"

namespace efs::onnx {
namespace {

using ::onnx::TensorProto;

/// Bytes of one element as raw_data holds it; 0: of no fixed size.
std::uint64_t element_bytes(int type) {
  switch (type) {
    case TensorProto::DOUBLE:
    case TensorProto::INT64:
    case TensorProto::UINT64:
      return 8;
    case TensorProto::FLOAT:
    case TensorProto::INT32:
    case TensorProto::UINT32:
      return 4;
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
    case TensorProto::INT16:
    case TensorProto::UINT16:
      return 2;
    case TensorProto::INT8:
    case TensorProto::UINT8:
    case TensorProto::BOOL:
      return 1;
    default:
      return 0;
  }
}

/// Whether the values that are there fill the shape. Values in fields of their type are not bytes
/// but elements; float16 and smaller ones share int32_data.
bool fills_its_shape(const TensorProto& tensor) {
  constexpr std::uint64_t kMostElements = std::uint64_t{1} << 31;
  std::uint64_t count = 1;
  for (const std::int64_t side : tensor.dims()) {
    if (side < 0 || static_cast<std::uint64_t>(side) > kMostElements) return false;
    count *= static_cast<std::uint64_t>(side);
    if (count > kMostElements) return false;
  }
  if (tensor.has_raw_data()) {
    const std::uint64_t size = element_bytes(tensor.data_type());
    return size == 0 || tensor.raw_data().size() == count * size;
  }
  const auto stored = static_cast<std::uint64_t>(
      tensor.float_data_size() + tensor.int32_data_size() + tensor.int64_data_size() +
      tensor.double_data_size() + tensor.uint64_data_size() + tensor.string_data_size());
  return stored == count;
}

void check(const TensorProto& tensor, const std::string& path) {
  if (tensor.data_location() == TensorProto::EXTERNAL) {
    fail(
        "{}: its weights lie in another file; write it with all of them in it (in Python: "
        "onnx.save(onnx.load(FILE), NEW))",
        path);
  }
  if (!fills_its_shape(tensor)) {
    fail("{}: the values of '{}' do not fill its shape; the file is damaged, write it again", path,
         printable(tensor.name(), 200));
  }
}

}  // namespace

::onnx::ModelProto read_model_file(const std::string& path) {
  const std::string bytes = read_file(path);
  ::onnx::ModelProto model;
  if (!model.ParseFromString(bytes) || !model.has_graph() || model.graph().node_size() == 0) {
    fail(
        "{}: not an ONNX model, or a damaged one; `efs export` writes the models that this "
        "program reads",
        path);
  }
  for (const TensorProto& tensor : model.graph().initializer()) check(tensor, path);
  for (const auto& node : model.graph().node()) {
    for (const auto& attribute : node.attribute()) {
      if (attribute.has_t()) check(attribute.t(), path);
    }
  }
  return model;
}

}  // namespace efs::onnx
