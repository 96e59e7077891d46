// Reads the parts of an ONNX file that measuring needs, without libonnx: an agent on a board does
// not have it, and OpenCV does not tell them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace efs::device {

/// The most values of an input that is run: 256 MiB of float32.
constexpr std::int64_t kMostInputValues = std::int64_t{1} << 26;

/// Dimensions of the first input of a serialized ModelProto, e.g. {1, 3, 128, 128}; where the file
/// leaves the first one open, it is `batch`. Error with the reason if the bytes are no ONNX model, or
/// another dimension is not a fixed positive number.
std::vector<std::int64_t> onnx_input_shape(std::string_view model, std::int64_t batch = 1);

/// Whether the file leaves the first dimension of its first input open, so that each run may have another
/// batch. Error as onnx_input_shape().
bool onnx_takes_any_batch(std::string_view model);

/// Images of a run: the first of the input's four dimensions; 1 where that is open, or the input has not
/// four. Error as onnx_input_shape(), but for the other dimensions.
std::int64_t onnx_batch(std::string_view model);

/// The names of the graph's outputs, in its order. Error: no ONNX model.
std::vector<std::string> onnx_output_names(std::string_view model);

/// The value of a key of the model's metadata_props; empty: the key is not there. Error: no ONNX
/// model.
std::string onnx_metadata(std::string_view model, std::string_view key);

/// Name and operator of the graph's node at `index`: "features.0 (Conv)"; empty: there is no such
/// node. Error: no ONNX model.
std::string onnx_node(std::string_view model, int index);

}  // namespace efs::device
