// Reads the parts of an ONNX file that measuring needs, without libonnx: an agent on a board does
// not have it, and OpenCV does not tell them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace efs::device {

/// Dimensions of the first input of a serialized ModelProto, e.g. {1, 3, 128, 128}. Error with the
/// reason if the bytes are no ONNX model, or a dimension is not a fixed positive number.
std::vector<std::int64_t> onnx_input_shape(std::string_view model);

/// The names of the graph's outputs, in its order. Error: no ONNX model.
std::vector<std::string> onnx_output_names(std::string_view model);

/// The value of a key of the model's metadata_props; empty: the key is not there. Error: no ONNX
/// model.
std::string onnx_metadata(std::string_view model, std::string_view key);

/// Name and operator of the graph's node at `index`: "features.0 (Conv)"; empty: there is no such
/// node. Error: no ONNX model.
std::string onnx_node(std::string_view model, int index);

}  // namespace efs::device
