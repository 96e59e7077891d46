// What measuring needs to know of an ONNX file, without libonnx: an agent on a board does not have
// it, and OpenCV does not tell.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace efs::device {

/// Dimensions of the first input of a serialized ModelProto, e.g. {1, 3, 128, 128}. Error with the
/// reason if the bytes are no ONNX model, or a dimension is not a fixed positive number.
std::vector<std::int64_t> onnx_input_shape(std::string_view model);

/// The value of a key of its metadata_props; empty: it has none. Error: no ONNX model.
std::string onnx_metadata(std::string_view model, std::string_view key);

/// Name and operator of the graph's node at `index`: "features.0 (Conv)"; empty: there is none.
/// Error: no ONNX model.
std::string onnx_node(std::string_view model, int index);

}  // namespace efs::device
