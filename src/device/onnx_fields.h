// Field numbers of onnx.proto3 (ONNX 1.17), by message.
#pragma once

#include <cstdint>

namespace efs::device {

inline constexpr std::uint64_t kModelGraph = 7, kModelMetadata = 14, kModelFunctions = 25;
inline constexpr std::uint64_t kEntryKey = 1, kEntryValue = 2;
inline constexpr std::uint64_t kFunctionNode = 7;
inline constexpr std::uint64_t kGraphNode = 1, kGraphInitializer = 5, kGraphInput = 11,
                               kGraphOutput = 12, kGraphSparse = 15;
inline constexpr std::uint64_t kValueInfoName = 1, kValueInfoType = 2, kTypeTensor = 1;
inline constexpr std::uint64_t kTensorShape = 2, kShapeDim = 1, kDimValue = 1;
inline constexpr std::uint64_t kNodeName = 3, kNodeOperator = 4, kNodeAttribute = 5;
inline constexpr std::uint64_t kAttributeName = 1, kAttributeInt = 3, kAttributeTensor = 5,
                               kAttributeGraph = 6, kAttributeInts = 8, kAttributeTensors = 10,
                               kAttributeGraphs = 11, kAttributeSparse = 22, kAttributeSparses = 23;
inline constexpr std::uint64_t kSparseValues = 1, kSparseIndices = 2;
inline constexpr std::uint64_t kTensorDims = 1, kTensorType = 2, kTensorFloats = 4,
                               kTensorInt32s = 5, kTensorStrings = 6, kTensorInt64s = 7,
                               kTensorName = 8, kTensorRaw = 9, kTensorDoubles = 10,
                               kTensorUint64s = 11, kTensorExternal = 13, kTensorLocation = 14;

}  // namespace efs::device
